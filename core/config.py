"""Settings: read once from ``OFICIALIA_*`` variables into one frozen object."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from core.errors import Refusal
from core.setting_values import Reader, UnusableError, database_url, reader_of

PROJECT = Path(__file__).resolve().parent.parent


class SettingNotAdmitted(Refusal):
    """A variable's value cannot be used.

    Facts: ``variable``; ``needed``, a code of what it must be; ``value`` as given, empty where it may hold
    a password.
    """


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may set. Each field ``name`` is read from ``OFICIALIA_NAME``.

    Attributes:
        home: data folder: SQLite database, documents, seal, previews. Created when absent.
        database_url: SQLAlchemy URL; empty means SQLite inside ``home``.
        data: the shipped data (catalogues, texts, templates, trust anchors).
        trust: folder of issuing CA certificates (DER or PEM).
        demo: demo mode: accounts and e.firmas are announced on the sign-in page.
        allow_test_anchors: accept certificates that chain to the folder's ``pruebas`` anchors.
        public_url: address printed in acuses, without trailing slash.
        zone: IANA time zone in which days and hours are decided.
        session_idle_minutes: a session unused this long ends.
        session_hours: a session this old ends.
        claim_minutes: how long a clerk's claim lasts without a sign of life.
        max_document_bytes: largest document, inclusive (manual: 50 MB).
        max_filing_bytes: most bytes of all documents of one promoción together, inclusive.
        max_documents: most documents in one promoción.
        worker_memory_mib: memory limit of the process that opens documents.
        worker_seconds: CPU and wall-clock limit of that process.
        secure_cookies: mark the session cookie Secure (set it when served over TLS).
        log_level: DEBUG, INFO, WARNING or ERROR.
        server_key_file: the key that signs links and encrypts second factors; made at the first start.
        allowed_hosts: other host names than that of ``public_url``, separated by commas.
        staff_second_factor: the staff must have a second factor.
        requests_per_minute: most requests of one account in a minute; of one address without a session, a third.
        connections_per_account: most windows that one account has open at once.
        smtp_host: mail server; empty means that nothing is mailed and links are handed over by hand.
        smtp_port: its port.
        smtp_security: starttls, tls or none.
        smtp_user: user name for the mail server; empty means that it asks for none.
        smtp_password_file: file that holds the password.
        mail_from: address that messages come from.
        oidc_issuer: address of the institution's OpenID provider; empty means that there is none.
        oidc_client_id: by which name the provider knows this console.
        oidc_client_secret_file: file that holds the secret agreed with it.
        ocsp_url: address of the OCSP responder of the authorities believed; empty means that none is asked.
        ocsp_weak_tls: speak to it with a Diffie-Hellman group of 1024 bits too, as the SAT's needs.
        tsa_url: address of a timestamping authority (RFC 3161); empty means that sendings are not stamped.
        tsa_any_purpose: take stamps of a certificate that is not marked as a timestamping authority's.
        outgoing_proxy: proxy for these two; empty means that there is none.
        clamd: where the antivirus listens, ``unix:/path`` or ``tcp:host:port``; empty means that there is none.
        clamd_seconds: how long an upload or a decision waits for it.
        refuse_problems: neither sign nor send what the rule book finds a cause of rejection in.
        review_hours: hours of business within which the office means to decide a promoción.
        require_reading: what a clerk must have seen to decide: nothing, every document opened, or every page.
        four_eyes: a rejection needs a second clerk.
        no_own_registrations: whoever approved a filer's request for an account does not decide their filings.
        fault_months: how long a closed report of a fault keeps the personal data in it.
        assign: for whom what arrives is kept: off (nobody), or round_robin (the clerks on duty in turn).
    """

    home: Path = PROJECT / "data" / "var"
    database_url: str = ""
    data: Path = PROJECT / "data"
    trust: Path = field(default=Path())
    demo: bool = False
    allow_test_anchors: bool = False
    public_url: str = "http://127.0.0.1:8501"
    zone: str = "America/Mexico_City"
    session_idle_minutes: int = 60
    session_hours: int = 12
    claim_minutes: int = 15
    max_document_bytes: int = 50 * 1024 * 1024
    max_filing_bytes: int = 2 * 1024**3
    max_documents: int = 200
    worker_memory_mib: int = 1024
    worker_seconds: int = 10
    secure_cookies: bool = False
    log_level: str = "INFO"
    server_key_file: Path = field(default=Path())
    allowed_hosts: str = ""
    staff_second_factor: bool = False
    requests_per_minute: int = 600
    connections_per_account: int = 20
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password_file: str = ""
    mail_from: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret_file: str = ""
    ocsp_url: str = ""
    ocsp_weak_tls: bool = False
    tsa_url: str = ""
    tsa_any_purpose: bool = False
    outgoing_proxy: str = ""
    clamd: str = ""
    clamd_seconds: int = 10
    refuse_problems: bool = False
    review_hours: int = 16
    require_reading: str = "nothing"
    four_eyes: bool = False
    no_own_registrations: bool = False
    fault_months: int = 24
    assign: str = "off"

    def __post_init__(self) -> None:
        """Fill in what depends on other fields."""
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.home / 'oficialia.sqlite3'}")
        if self.trust == Path():
            object.__setattr__(self, "trust", self.home / "trust")
        if self.server_key_file == Path():
            object.__setattr__(self, "server_key_file", self.home / "server.key")

    @property
    def mails(self) -> bool:
        """Whether a mail server is configured; otherwise links are handed over by an administrator."""
        return bool(self.smtp_host)

    @property
    def hosts(self) -> frozenset[str]:
        """The host names under which the console answers, in lower case, without port."""
        named = {h.strip().lower() for h in self.allowed_hosts.split(",") if h.strip()}
        return frozenset(named | {(urlsplit(self.public_url).hostname or "").lower()})

    @property
    def seal_folder(self) -> Path:
        """Where the institution's seal lies."""
        return self.home / "seal"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read every field from its variable; an empty variable counts as unset.

        Raises:
            SettingNotAdmitted: a variable's value is not of its field's type, or cannot be used.
        """
        source = os.environ if environ is None else environ
        values: dict[str, object] = {}
        for name, definition in cls.__dataclass_fields__.items():
            variable = f"OFICIALIA_{name.upper()}"
            if source.get(variable):
                values[name] = _read(variable, source[variable], reader_of(name, definition.type))
        return cls(**values)  # type: ignore[arg-type]  # each reader gives its field's declared type


def _read(variable: str, text: str, reader: Reader) -> object:
    try:
        return reader(text)
    except (UnusableError, OSError) as found:
        problem = (
            "folder" if isinstance(found, OSError) else str(found)
        )  # a path too long, or not ours to see
        shown = "" if reader is database_url else text  # it may hold a password
        raise SettingNotAdmitted(variable=variable, needed=problem, value=shown) from None
