"""Settings are read once, and what cannot be used is named before anything happens."""

import tomllib
from pathlib import Path

import pytest

from core.config import PROJECT, SettingNotAdmitted, Settings

NEEDED = tomllib.loads((PROJECT / "data" / "texts" / "settings.toml").read_text(encoding="utf-8"))["labels"]


def refused(name: str, value: str) -> SettingNotAdmitted:
    """Return the refusal of one variable's value."""
    with pytest.raises(SettingNotAdmitted) as caught:
        Settings.from_environment({f"OFICIALIA_{name}": value})
    return caught.value


@pytest.mark.parametrize(
    ("name", "value", "needed"),
    [
        *(("MAX_DOCUMENTS", v, "number") for v in ("0", "-1", "uno", "1.5", "²", "1" * 5000, "1000001")),
        ("WORKER_SECONDS", "0", "number"),
        ("MAX_DOCUMENT_BYTES", str(2**40 + 1), "number"),
        *(("DEMO", v, "switch") for v in ("si", "2", " ")),
        *(("ZONE", v, "zone") for v in ("Mexico", "America", "/etc/localtime", "../../etc/passwd")),
        *(("PUBLIC_URL", v, "address") for v in ("ope.mx", "ftp://ope.mx", "https://", "http://[::1")),
        *(
            ("PUBLIC_URL", v, "address")
            for v in ("http://a:99999", "http://u:p@a", "http://a/?b", "http://a/#b")
        ),
        ("PUBLIC_URL", "http://a\u202e", "address"),
        ("LOG_LEVEL", "VERBOSE", "log_level"),
        ("DATA", "/no/such/folder", "folder"),
        ("DATA", __file__, "folder"),
        ("DATA", "a" * 300, "folder"),
        ("HOME", __file__, "folder_or_nothing"),
        ("TRUST", __file__, "folder_or_nothing"),
        ("SERVER_KEY_FILE", "/tmp", "file_or_nothing"),  # noqa: S108 - any folder
        *((f"{name}_FILE", "/no/such/file", "file") for name in ("SMTP_PASSWORD", "OIDC_CLIENT_SECRET")),
        ("SMTP_PORT", "65536", "number"),
        ("SMTP_SECURITY", "ssl", "smtp_security"),
        ("REQUIRE_READING", "all", "required_reading"),
        ("ASSIGN", "everybody", "assignment_rule"),
        *(("MAIL_FROM", v, "mailbox") for v in ("oficialia", "a@b", "A <a@b.mx>", "ñ@b.mx", "@b.mx")),
        ("OIDC_ISSUER", "directorio", "address"),
        *(
            ("CLAMD", v, "clamd")
            for v in ("/run/clamd.ctl", "unix:clamd.ctl", "tcp:3310", "tcp:ñ:3310", "udp:h:1")
        ),
        *(("CLAMD", v, "clamd") for v in ("unix:/a\n", "unix:/" + "a" * 107, "tcp:h h:1")),
        *(("CLAMD", v, "number") for v in ("tcp:h:", "tcp:h:0", "tcp:h:65536")),
        ("CLAMD_SECONDS", "601", "number"),
        *(("DATABASE_URL", v, "database_url") for v in ("rubbish", "postgresql+psycopg://h:port/b")),
        ("DATABASE_URL", "sqlite://host/file", "database_url"),
        *(
            ("DATABASE_URL", v, "database_kind")
            for v in ("mysql://h/b", "postgresql://h/b", "sqlite+aiosqlite://")
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name: str, value: str, needed: str) -> None:
    """The refusal names the variable, and what the value must be has its Spanish."""
    refusal = refused(name, value)
    assert (refusal.facts["variable"], refusal.facts["needed"]) == (f"OFICIALIA_{name}", needed)
    assert needed in NEEDED["setting"]


def test_a_database_password_is_not_repeated() -> None:
    """Whatever is wrong with the address, its text is not in the refusal: it goes to screens and logs."""
    assert refused("DATABASE_URL", "mysql://u:secreta@h/b").facts["value"] == ""
    assert refused("ZONE", "Marte").facts["value"] == "Marte"


def test_good_values_are_taken_and_empty_ones_count_as_unset(tmp_path: Path) -> None:
    """Each kind of value arrives in its type; the address loses its trailing slash."""
    found = Settings.from_environment(
        {
            "OFICIALIA_HOME": str(tmp_path / "new"),
            "OFICIALIA_DATABASE_URL": "postgresql+psycopg://u:p@h:5433/b",
            "OFICIALIA_DATA": str(PROJECT / "data"),
            "OFICIALIA_PUBLIC_URL": "https://ope.example.mx/oficialia/",
            "OFICIALIA_ZONE": "America/Tijuana",
            "OFICIALIA_LOG_LEVEL": "debug",
            "OFICIALIA_MAX_DOCUMENTS": "1",
            "OFICIALIA_DEMO": "true",
            "OFICIALIA_CLAIM_MINUTES": "",
        }
    )
    assert found.home == tmp_path / "new"
    assert found.database_url == "postgresql+psycopg://u:p@h:5433/b"
    assert found.public_url == "https://ope.example.mx/oficialia"
    assert (found.zone, found.log_level, found.max_documents, found.demo) == (
        "America/Tijuana",
        "DEBUG",
        1,
        True,
    )
    assert found.claim_minutes == Settings().claim_minutes


def test_the_defaults_would_be_admitted_too() -> None:
    """No shipped default is a value that its own variable refuses."""
    settings = Settings()
    given = {f"OFICIALIA_{n.upper()}": getattr(settings, n) for n in Settings.__dataclass_fields__}
    written = {n: str(int(v)) if isinstance(v, bool) else str(v) for n, v in given.items()}
    assert Settings.from_environment(written) == settings
