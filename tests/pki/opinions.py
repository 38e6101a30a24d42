"""Second opinions: what openssl's command line and pyHanko say of a manifest and its signature."""

import asyncio
import subprocess
from base64 import encodebytes
from datetime import timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from core.signatures.asn1 import HOSTILE, cms, crl, x509
from tests.pki.cases import Situation

_PYHANKO_SAYS_NO = (*HOSTILE, InvalidSignature, NotImplementedError)


def openssl_accepts(situation: Situation, folder: Path) -> bool:
    """Ask ``openssl cms -verify``, with the anchors, their CRLs and the instant of signing."""
    anchors = [_pem(der, "CERTIFICATE") for der in situation.trusted]
    lists = [_pem(der, "X509 CRL") for der in situation.crls]
    (folder / "trusted.pem").write_bytes(b"".join((*anchors, *lists)) or b"\n")
    (folder / "manifest").write_bytes(situation.filing.manifest)
    (folder / "firma.p7s").write_bytes(situation.filing.cms)
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "firma.p7s"]
    command += ["-content", "manifest", "-CAfile", "trusted.pem", "-partial_chain", "-crl_check"]
    command += ["-no-CApath", "-no-CAstore", "-attime", str(int(situation.moment.timestamp())), "-out", "out"]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True)
    return done.returncode == 0 and (folder / "out").read_bytes() == situation.filing.manifest


def _pem(der: bytes, label: str) -> bytes:
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (label.encode(), encodebytes(der), label.encode())


def pyhanko_accepts(situation: Situation) -> bool:
    """Ask pyHanko, with the same; whatever it raises on is refused."""
    try:
        return asyncio.run(_pyhanko(situation))
    except _PYHANKO_SAYS_NO:
        return False


async def _pyhanko(situation: Situation) -> bool:
    parsed = cms.ContentInfo.load(situation.filing.cms)
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in situation.trusted],
        crls=[crl.CertificateList.load(der) for der in situation.crls],
        revocation_mode="require",
        time_tolerance=timedelta(0),
        moment=situation.moment,
        allow_fetching=False,
    )
    status = await async_validate_detached_cms(
        situation.filing.manifest, parsed["content"], signer_validation_context=context
    )
    return bool(status.intact and status.valid and status.trusted)
