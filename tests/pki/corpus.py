"""The corpus whole: what makes each case, and what ``corpus.toml`` says of it."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.pki.bad_certificates import CERTIFICATES
from tests.pki.bad_signatures import SIGNATURES
from tests.pki.cases import Case, Make

_TABLE = tomllib.loads(Path(__file__).with_name("corpus.toml").read_text("utf-8"))


def _cases(section: str, makers: Mapping[str, Make]) -> Iterator[Case]:
    rows = _TABLE[section]
    assert set(rows) == set(makers), set(rows) ^ set(makers)
    for name, row in rows.items():
        fails = frozenset(row.pop("fails"))
        yield Case(name=name, make=makers[name], fails=fails, **row)


CORPUS = (*_cases("certificates", CERTIFICATES), *_cases("signatures", SIGNATURES))
