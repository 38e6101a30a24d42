"""What happens in the demonstration, read from ``data/demo/promociones.toml`` and put in order of time."""

import re
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from console.demo.moments import Moments

_ACT = re.compile(r"(?P<moment>(?:hace|-\d+) \d+:\d{2}) (?P<verb>[a-z]+)(?: (?P<by>\S+))?")
_JITTER_SECONDS = 47
_BETWEEN_DOCUMENTS = timedelta(seconds=23)


class Verb(StrEnum):
    """What can be told of a filing."""

    CREATE = "create"
    ATTACH = "attach"
    EDIT = "edit"
    SIGN = "sign"
    SEND = "send"
    OPEN = "open"
    RELEASE = "release"
    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class DemoFiling:
    """A promoción of the story; the attributes are the file's keys, explained at its head."""

    key: str
    account: str
    procedimiento: str
    tipo: str
    caracter: str
    descripcion: str
    mercado: str
    hechos: tuple[str, ...]
    documents: tuple[tuple[str, str], ...]
    acts: tuple[str, ...] = field(repr=False)
    expediente: str = ""
    previa_de: str = ""
    agente: str = ""
    ground: str = ""
    ground_text: str = ""
    ground_document: str = ""
    note: str = ""
    edited: str = ""

    @property
    def complementaria(self) -> bool:
        """Whether something was filed before in the same matter."""
        return bool(self.expediente or self.previa_de)


@dataclass(frozen=True, slots=True)
class Step:
    """One act at its instant (aware UTC). ``document`` counts from 0 and matters to ``attach`` only."""

    at: datetime
    filing: DemoFiling
    verb: Verb
    by: str = ""
    document: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """The filings, and the two moments between which no revocation list was in force."""

    filings: tuple[DemoFiling, ...]
    silent_hours: tuple[str, str]


def read_story(path: Path) -> Story:
    """Read the filings.

    Raises:
        OSError, tomllib.TOMLDecodeError, TypeError, KeyError: the shipped file was spoilt.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    start, end = content["silent_hours"]
    return Story(tuple(_filing(entry) for entry in content["promociones"]), (start, end))


def _filing(entry: Mapping[str, Any]) -> DemoFiling:
    documents = tuple((name, kind) for name, kind in entry["documents"])
    lists = {"documents": documents, "hechos": tuple(entry["hechos"]), "acts": tuple(entry["acts"])}
    return DemoFiling(**{**entry, **lists})


def steps_in_order(filings: tuple[DemoFiling, ...], moments: Moments) -> tuple[Step, ...]:
    """Return every act of every filing, oldest first, so that all numbers are given in order of time.

    Raises:
        ValueError: an act is not written as one, is not later than the one before it, or is to come.
    """
    steps = [step for filing in filings for step in _steps_of(filing, moments)]
    return tuple(sorted(steps, key=lambda step: step.at))


def _steps_of(filing: DemoFiling, moments: Moments) -> list[Step]:
    steps: list[Step] = []
    for number, act in enumerate(filing.acts):
        told = _ACT.fullmatch(act)
        if told is None:
            raise ValueError(f"{filing.key}: {act}")
        at = moments.instant(told["moment"]) + _jitter(filing.key, number)
        steps += _expand(Step(at, filing, Verb(told["verb"]), told["by"] or ""))
    instants = [step.at for step in steps]
    if instants != sorted(set(instants)) or instants[-1] > moments.now:
        raise ValueError(f"{filing.key}: acts out of order")
    return steps


def _expand(step: Step) -> list[Step]:
    if step.verb is not Verb.ATTACH:
        return [step]
    return [
        Step(step.at + number * _BETWEEN_DOCUMENTS, step.filing, step.verb, step.by, number)
        for number in range(len(step.filing.documents))
    ]


def _jitter(key: str, number: int) -> timedelta:
    """Return a few seconds, the same at each loading: nobody acts on the full minute."""
    return timedelta(seconds=zlib.crc32(f"{key} {number}".encode()) % _JITTER_SECONDS)
