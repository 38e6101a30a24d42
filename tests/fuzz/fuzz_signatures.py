"""Fuzzing guided by coverage (atheris) of what reads certificates, keys, signatures and revocation lists.

``make fuzz`` runs it for a minute; ``FUZZ_SECONDS=3600 make fuzz`` for an hour. Any exception but ours, and
any input that takes longer than two seconds, ends it and leaves the input in ``data/var/test-output``.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["asn1crypto", "core.signatures", "core.domain"]):
    from core.domain.verdict import Outcome
    from core.signatures.certificate import read_certificate
    from core.signatures.private_key import read_private_key
    from core.signatures.refusals import NotACertificate, NotAKey, WrongPasswordOrDamagedKey
    from core.signatures.revocation import read_revocation_list
    from tests.pki.corpus import CORPUS
    from tests.pki.filings import filing
    from tests.pki.people import NOW, PASSWORD, authority, crl, person


GOOD, NOBODY = filing(person()), crl()
BEGINNINGS = frozenset(case.make().filing.cms for case in CORPUS)
"""Signatures of the corpus: some of them pass, and nothing else may."""


def _certificate(data: bytes) -> None:
    try:
        found = read_certificate(data)
    except NotACertificate:
        return
    assert found.serial


def _key(data: bytes) -> None:
    try:
        read_private_key(data, PASSWORD)
    except (NotAKey, WrongPasswordOrDamagedKey):
        return


def _signature(data: bytes) -> None:
    passed = GOOD.resigned(data).verdict(revocation=NOBODY).outcome is Outcome.PASSED
    assert not passed or data in BEGINNINGS


def _list(data: bytes) -> None:
    try:
        read_revocation_list(data, "x.crl")
    except ValueError:
        return


TARGETS: tuple[Callable[[bytes], None], ...] = (_certificate, _key, _signature, _list)


def one(data: bytes) -> None:
    """Give the bytes after the first to the reader that the first one chooses."""
    if data:
        TARGETS[data[0] % len(TARGETS)](data[1:])


def _seeds(folder: Path) -> None:
    """Write good bytes, and every bent signature of the corpus, to begin from."""
    good = {0: person().cer, 1: person().key, 2: GOOD.cms, 3: authority().crl({}, at=NOW)}
    for kind, data in good.items():
        (folder / f"good-{kind}").write_bytes(bytes([kind]) + data)
    for number, signature in enumerate(BEGINNINGS):
        (folder / f"case-{number}").write_bytes(b"\x02" + signature)


def main() -> None:
    """Run until the time is over or something is found."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _seeds(folder)
        atheris.Setup([*sys.argv, "-timeout=2", "-max_len=8192", str(folder)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
