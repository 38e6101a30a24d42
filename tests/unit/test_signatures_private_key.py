"""Opening a ``.key``."""

import os
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from core.signatures.asn1 import keys
from core.signatures.demo_certificates import encrypt_key
from core.signatures.private_key import MAX_ITERATIONS, check_pair, read_private_key
from core.signatures.refusals import (
    CertificateInPlaceOfKey,
    KeyDoesNotMatch,
    KeyPasswordMissing,
    NotAKey,
    WrongPasswordOrDamagedKey,
)
from tests.pki import people


def test_the_right_password_opens_the_key_of_the_certificate() -> None:
    """The key that opens is the certificate's pair."""
    key = read_private_key(people.person().key, people.PASSWORD)
    check_pair(people.person().certificate, key)
    assert key.key_size == 2048


def test_a_password_written_in_windows_1252_opens() -> None:
    """Old SAT software wrote ñ as one byte: the second try finds it."""
    key = people.person().private_key
    data = encrypt_key(key, "contraseña".encode("cp1252"))
    assert read_private_key(data, "contraseña").private_numbers() == key.private_numbers()


def test_a_password_that_windows_1252_lacks_is_just_wrong() -> None:
    """A password in another alphabet does not break the second try."""
    with pytest.raises(WrongPasswordOrDamagedKey):
        read_private_key(people.person().key, "пароль")


def test_an_empty_password_is_asked_for() -> None:
    """No password is not a wrong one."""
    with pytest.raises(KeyPasswordMissing):
        read_private_key(people.person().key, "")


@pytest.mark.parametrize("password", ["otra", "CONTRASEÑA-1", "\ud800", "x" * 5000])
def test_a_wrong_password_is_refused(password: str) -> None:
    """Whatever is wrong with it, the answer is the same."""
    with pytest.raises(WrongPasswordOrDamagedKey):
        read_private_key(people.person().key, password)


def test_damage_gets_the_answer_of_a_wrong_password() -> None:
    """A flipped bit in the encrypted part cannot be told from a wrong password."""
    data = bytearray(people.person().key)
    data[-20] ^= 1
    with pytest.raises(WrongPasswordOrDamagedKey):
        read_private_key(bytes(data), people.PASSWORD)


@pytest.mark.parametrize("data", [b"", b"hola", b"\x30\x03\x02\x01\x00", b"-----BEGIN X", b"0" * 70_000])
def test_other_files_are_no_key(data: bytes) -> None:
    """Anything else is refused by name, before any password is tried."""
    with pytest.raises(NotAKey):
        read_private_key(data, people.PASSWORD)


def test_the_certificate_in_the_wrong_box_is_named() -> None:
    """The ``.cer`` offered as key gets a refusal of its own."""
    with pytest.raises(CertificateInPlaceOfKey):
        read_private_key(people.person().cer, people.PASSWORD)


def test_a_key_without_encryption_is_not_the_sats() -> None:
    """An open key is refused: it means that somebody stripped its password."""
    data = people.person().private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(NotAKey):
        read_private_key(data, people.PASSWORD)


def test_a_newer_aes_key_and_pem_open_too() -> None:
    """PBES2 with AES, PEM or DER, as newer keys may come."""
    key = people.person().private_key
    encryption = BestAvailableEncryption(people.PASSWORD.encode())
    for encoding in (Encoding.DER, Encoding.PEM):
        data = key.private_bytes(encoding, PrivateFormat.PKCS8, encryption)
        assert read_private_key(data, people.PASSWORD).key_size == 2048


def _old_key(algorithm: str, password: str) -> bytes:
    """Return the key as openssl encrypts it in an old way, DER."""
    opened = people.person().private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    command = ["openssl", "pkcs8", "-topk8", "-outform", "DER", "-v1", algorithm, "-passout", "env:OLD"]
    command += ["-provider", "default", "-provider", "legacy"]
    environment = {**os.environ, "OLD": password, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, input=opened, capture_output=True, check=False, env=environment)
    if done.returncode:
        pytest.skip(f"this openssl does not write {algorithm}")
    return done.stdout


@pytest.mark.parametrize("password", ["12345678a", people.PASSWORD])
@pytest.mark.parametrize("algorithm", ["PBE-SHA1-3DES", "PBE-SHA1-RC2-40", "PBE-SHA1-RC4-128", "PBE-MD5-DES"])
def test_a_key_of_the_old_ways_opens(algorithm: str, password: str) -> None:
    """As openssl wrote them before PBES2; another password is refused as ever."""
    data = _old_key(algorithm, password)
    check_pair(people.person().certificate, read_private_key(data, password))
    with pytest.raises(WrongPasswordOrDamagedKey):
        read_private_key(data, password + "x")


@pytest.mark.parametrize("algorithm", ["PBE-SHA1-DES", "PBE-SHA1-2DES", "PBE-SHA1-RC2-128"])
def test_an_encryption_that_nothing_here_opens_is_no_key(algorithm: str) -> None:
    """No password would open it, so none is blamed."""
    with pytest.raises(NotAKey):
        read_private_key(_old_key(algorithm, people.PASSWORD), people.PASSWORD)


def test_an_old_key_that_asks_for_years_of_work_is_refused_at_once() -> None:
    """The bound holds for every derivation."""
    info = keys.EncryptedPrivateKeyInfo.load(_old_key("PBE-SHA1-3DES", people.PASSWORD))
    info["encryption_algorithm"]["parameters"]["iterations"] = MAX_ITERATIONS + 1
    with pytest.raises(NotAKey):
        read_private_key(info.dump(force=True), people.PASSWORD)


def test_an_elliptic_key_is_no_efirmas() -> None:
    """A key of another kind opens but is not accepted."""
    key = ec.generate_private_key(ec.SECP256R1())
    encryption = BestAvailableEncryption(people.PASSWORD.encode())
    data = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, encryption)
    with pytest.raises(WrongPasswordOrDamagedKey):
        read_private_key(data, people.PASSWORD)


def test_a_key_that_asks_for_years_of_work_is_refused_at_once() -> None:
    """The iteration count stands in the file: past the limit nothing is derived."""
    info = keys.EncryptedPrivateKeyInfo.load(people.person().key)
    parameters = info["encryption_algorithm"]["parameters"]["key_derivation_func"]["parameters"]
    parameters["iteration_count"] = MAX_ITERATIONS + 1
    with pytest.raises(NotAKey):
        read_private_key(info.dump(force=True), people.PASSWORD)


def test_a_key_of_another_certificate_does_not_match() -> None:
    """Key and certificate must be a pair."""
    with pytest.raises(KeyDoesNotMatch):
        check_pair(people.person().certificate, people.stranger().private_key)


def test_no_refusal_carries_the_password() -> None:
    """Neither facts nor text of a refusal hold what was typed."""
    with pytest.raises(WrongPasswordOrDamagedKey) as caught:
        read_private_key(people.person().key, "secreto-mal-escrito")
    assert "secreto" not in repr(caught.value) + repr(caught.value.facts) + repr(caught.value.__cause__)
