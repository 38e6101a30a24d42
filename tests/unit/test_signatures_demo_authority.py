"""The demonstration authority, against the shape of the real files."""

import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from core.signatures.asn1 import Asn1, crl, keys, x509
from core.signatures.certificate import read_certificate
from core.signatures.demo_authority import CERTIFICATE_FILE, KEY_FILE, DemoAuthority
from core.signatures.demo_names import sat_name
from tests.pki import people
from tests.pki.people import NOW, authority, company, csd, person


def _parsed(der: bytes) -> Asn1:
    return x509.Certificate.load(der)


def test_the_authority_says_that_it_is_a_demonstration() -> None:
    """Nobody can take its certificates for the SAT's."""
    certificate = read_certificate(authority().certificate_der)
    assert "DEMOSTRACIÓN SIN VALIDEZ OFICIAL" in certificate.holder
    assert "DEMOSTRACIÓN" in person().certificate.issuer


def test_an_efirma_has_the_extensions_of_the_real_ones() -> None:
    """The four usages, nsCertType and extKeyUsage, and no organisational unit."""
    found = _parsed(person().cer)
    extensions = {e["extn_id"].native for e in found["tbs_certificate"]["extensions"]}
    assert extensions == {"basic_constraints", "key_usage", "netscape_certificate_type", "extended_key_usage"}
    assert found.key_usage_value.native == {
        "digital_signature",
        "non_repudiation",
        "data_encipherment",
        "key_agreement",
    }
    assert b"\x55\x04\x0b" not in found.subject.dump()


def test_a_csd_has_the_extensions_of_the_real_ones() -> None:
    """Two usages, a unit, and nothing for people."""
    found = _parsed(csd().cer)
    extensions = {e["extn_id"].native for e in found["tbs_certificate"]["extensions"]}
    assert extensions == {"basic_constraints", "key_usage"}
    assert b"\x55\x04\x0b" in found.subject.dump()


def test_names_are_printable_or_latin_1() -> None:
    """Ñ travels as one byte 0xD1 in a T61String, plain ASCII as PrintableString; & is not printable."""
    subject = company().certificate.der
    assert b"\x14\x1bPE\xd1A & UGARTE, S.A. DE C.V." in subject
    assert b"\x14\x1cP\xd1U010203AB9 / \xd1A\xd1E800101AB1" in subject
    assert b"\x13\x02MX" in subject


def test_a_name_beyond_latin_1_is_refused() -> None:
    """The SAT could not write it either."""
    with pytest.raises(UnicodeEncodeError):
        sat_name((("2.5.4.3", "Łódź"),))


def test_the_key_is_encrypted_as_the_sats() -> None:
    """PBES2, PBKDF2 with 2048 rounds, 3DES in CBC, and 1298 bytes, as every real file has."""
    info = keys.EncryptedPrivateKeyInfo.load(person().key, strict=True)
    parameters = info["encryption_algorithm"]["parameters"].native
    assert parameters["key_derivation_func"]["parameters"]["iteration_count"] == 2048
    assert parameters["key_derivation_func"]["parameters"]["prf"]["algorithm"] == "sha1"
    assert parameters["encryption_scheme"]["algorithm"] == "tripledes_3key"
    assert len(person().key) == 1298


def test_openssl_opens_the_key(tmp_path: Path) -> None:
    """The real openssl reads it with the password."""
    (tmp_path / "a.key").write_bytes(person().key)
    command = [
        "openssl",
        "pkey",
        "-inform",
        "DER",
        "-in",
        "a.key",
        "-passin",
        f"pass:{people.PASSWORD}",
        "-noout",
    ]
    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0


def test_an_authority_saved_and_loaded_issues_under_the_same_name(tmp_path: Path) -> None:
    """A second start of the demonstration goes on with the same authority; its key is the owner's alone."""
    authority().save(tmp_path / "ac")
    again = DemoAuthority.load(tmp_path / "ac")
    assert again == authority()
    assert again.private_key.private_numbers() == authority().private_key.private_numbers()
    assert stat.S_IMODE((tmp_path / "ac" / KEY_FILE).stat().st_mode) == 0o600
    assert people.anchors().issuer_of(people.efirma(by=again).certificate) is not None


def test_loading_from_an_empty_folder_says_so(tmp_path: Path) -> None:
    """Nothing saved is an ordinary FileNotFoundError naming the file."""
    with pytest.raises(FileNotFoundError, match=CERTIFICATE_FILE):
        DemoAuthority.load(tmp_path)


def test_the_revocation_list_names_serials_and_dates() -> None:
    """thisUpdate, nextUpdate and one entry per serial."""
    data = authority().crl({person().certificate.serial: NOW}, at=NOW, days=3)
    part = crl.CertificateList.load(data, strict=True)["tbs_cert_list"]
    assert part["this_update"].native == NOW
    assert part["next_update"].native == NOW + timedelta(days=3)
    assert [e["revocation_date"].native for e in part["revoked_certificates"]] == [NOW]


def test_two_certificates_never_share_a_serial() -> None:
    """Serials are drawn at random from 10^11."""
    assert (
        len(
            {who().certificate.serial for who in (people.person, people.company, people.stranger, people.csd)}
        )
        == 4
    )


def test_secrets_do_not_show_in_a_representation() -> None:
    """Logging an issued certificate or the authority shows no key."""
    issued = authority().issue(people.profile((("2.5.4.3", "X"),)), people.PASSWORD)
    assert repr(issued.key)[2:20] not in repr(issued)
    assert "RSAPrivateKey" not in repr(authority())
