"""``openssl ocsp`` and ``openssl ts`` behind a real server: what they answer, we understand."""

import hashlib
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from core.domain.verdict import Revocation
from core.signatures.asn1 import x509
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.demo_authority import DemoAuthority
from core.signatures.outgoing import Outlet
from core.signatures.responder import OcspResponder
from core.signatures.timestamp import RESPONSE_TYPE, Policy, TimestampAuthority
from core.signatures.trust import TrustAnchors
from tests.pki.ocsp_answers import Signer, signer_issued
from tests.pki.people import PASSWORD, PERSON_CURP, PERSON_NAME, PERSON_RFC
from tests.pki.served import Reply, served

DAY = timedelta(days=1)
TSA = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_chain = no
ess_cert_id_alg = {named}
"""


@cache
def _authority() -> DemoAuthority:
    """An authority in force today: openssl knows no other clock than the machine's."""
    return DemoAuthority.create(datetime.now(UTC) - 30 * DAY)


def _efirma() -> Certificate:
    now = datetime.now(UTC)
    issued = _authority().issue_efirma(
        PERSON_NAME, PERSON_RFC, PERSON_CURP, not_before=now - DAY, not_after=now + DAY, password=PASSWORD
    )
    return read_certificate(issued.cer)


def _pem(der: bytes) -> bytes:
    return subprocess.run(
        ["openssl", "x509", "-inform", "DER"], input=der, capture_output=True, check=True
    ).stdout


def _files(folder: Path, name: str, signer: Signer) -> tuple[str, str]:
    """Write certificate and key; return their paths."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    certificate.write_bytes(_pem(signer.der))
    key.write_bytes(_private(signer.key))
    return str(certificate), str(key)


def _private(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _ocsp(folder: Path, signer: Signer, entry: str, *options: str) -> Callable[[bytes], bytes]:
    ca, _ = _files(folder, "ca", Signer(_authority().private_key, _authority().certificate_der))
    certificate, key = _files(folder, "signer", signer)
    (folder / "index.txt").write_text(entry)
    command = ["openssl", "ocsp", "-index", str(folder / "index.txt"), "-CA", ca, "-rsigner", certificate]
    command += ["-rkey", key, "-reqin", str(folder / "q"), "-respout", str(folder / "r"), *options]

    def answer(request: bytes) -> bytes:
        (folder / "q").write_bytes(request)
        subprocess.run(command, check=True, capture_output=True)
        return (folder / "r").read_bytes()

    return answer


def _entry(certificate: Certificate, status: str) -> str:
    serial = f"{x509.Certificate.load(certificate.der).serial_number:X}"
    since = "260101000000Z,keyCompromise" if status == "R" else ""
    return f"{status}\t{certificate.not_after:%y%m%d%H%M%SZ}\t{since}\t{serial}\tunknown\t/CN=x\n"


@pytest.mark.parametrize("by_itself", [True, False])
@pytest.mark.parametrize(("status", "value"), [("V", Revocation.GOOD), ("R", Revocation.REVOKED)])
def test_openssl_ocsp_is_understood(tmp_path: Path, status: str, value: Revocation, by_itself: bool) -> None:
    """By the authority itself or by whom it appointed, with our nonce; names hold Ñ as the SAT's do."""
    own = Signer(_authority().private_key, _authority().certificate_der)
    signer = own if by_itself else signer_issued(_authority(), "ocsp_signing", datetime.now(UTC) + DAY)
    certificate = _efirma()
    anchors = TrustAnchors((read_certificate(_authority().certificate_der),))
    with served(Reply(_ocsp(tmp_path, signer, _entry(certificate, status), "-nmin", "1"))) as running:
        answer = OcspResponder(Outlet(running.url), anchors).ask(certificate, datetime.now(UTC))
    assert (answer.value, answer.reason.value) == (value, "answered")
    assert answer.revoked_at == (datetime(2026, 1, 1, tzinfo=UTC) if status == "R" else None)
    assert answer.this_update
    assert answer.next_update == answer.this_update + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["-resp_no_certs"], "wrong_signer"),
        (["-rmd", "sha1"], "weak_signature"),
        (["-resp_key_id"], "answered"),
    ],
)
def test_what_openssl_makes_of_options(tmp_path: Path, options: list[str], reason: str) -> None:
    """Without its certificate an appointed responder cannot be told; SHA-1 is not believed."""
    signer = signer_issued(_authority(), "ocsp_signing", datetime.now(UTC) + DAY)
    certificate = _efirma()
    anchors = TrustAnchors((read_certificate(_authority().certificate_der),))
    with served(Reply(_ocsp(tmp_path, signer, _entry(certificate, "V"), *options))) as running:
        answer = OcspResponder(Outlet(running.url), anchors).ask(certificate, datetime.now(UTC))
    assert answer.reason.value == reason


def test_a_serial_that_openssl_does_not_know_is_no_answer(tmp_path: Path) -> None:
    """«unknown» is neither good nor revoked."""
    own = Signer(_authority().private_key, _authority().certificate_der)
    anchors = TrustAnchors((read_certificate(_authority().certificate_der),))
    with served(Reply(_ocsp(tmp_path, own, _entry(_efirma(), "V")))) as running:
        answer = OcspResponder(Outlet(running.url), anchors).ask(_efirma(), datetime.now(UTC))
    assert answer.reason.value == "unknown_there"


@pytest.mark.parametrize("named", ["sha1", "sha256", "sha512"])
def test_openssl_ts_is_understood_and_understands(tmp_path: Path, named: str) -> None:
    """Its reply is taken, whichever digest names the certificate, and stays checkable with openssl alone."""
    signer = signer_issued(_authority(), "time_stamping", datetime.now(UTC) + DAY)
    certificate, key = _files(tmp_path, "tsa", signer)
    (tmp_path / "ts.cnf").write_text(TSA.format(folder=tmp_path, named=named))
    (tmp_path / "serial").write_text("01")
    command = [
        "openssl",
        "ts",
        "-reply",
        "-config",
        str(tmp_path / "ts.cnf"),
        "-queryfile",
        str(tmp_path / "q"),
    ]
    command += ["-signer", certificate, "-inkey", key, "-out", str(tmp_path / "r.tsr")]

    def answer(request: bytes) -> bytes:
        (tmp_path / "q").write_bytes(request)
        subprocess.run(command, check=True, capture_output=True)
        return (tmp_path / "r.tsr").read_bytes()

    data = b"firma"
    policy = Policy((read_certificate(_authority().certificate_der),))
    with served(Reply(answer, content_type=RESPONSE_TYPE)) as running:
        asked_at = datetime.now(UTC).replace(microsecond=0)
        stamp = TimestampAuthority(Outlet(running.url), policy).stamp(hashlib.sha256(data).digest(), asked_at)
    assert asked_at <= stamp.stamped_at <= datetime.now(UTC)
    (tmp_path / "firma.p7s").write_bytes(data)
    (tmp_path / "timestamp.tsr").write_bytes(stamp.reply)
    (tmp_path / "TSA.pem").write_bytes(_pem(_authority().certificate_der))
    by_hand = ["openssl", "ts", "-verify", "-data", "firma.p7s", "-in", "timestamp.tsr", "-CAfile", "TSA.pem"]
    done = subprocess.run(
        [*by_hand, "-partial_chain"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "Verification: OK" in done.stdout, done.stderr
