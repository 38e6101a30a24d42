"""The demonstration's reports of faults, read from ``data/demo/fallas.toml`` and made as people make them."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from console.demo.moments import Moments
from console.demo.playing import SetClock
from core.bootstrap import Oficialia
from core.domain.fault_reports import FaultForm, FaultSystem
from core.domain.outages import OutageStatement
from core.domain.people import Actor
from core.services.human_check import Returned

_FILLING_IN = timedelta(minutes=3)
_ADDRESS = "203.0.113.58"
"""Of whoever reports: set aside for documentation (RFC 5737)."""
_FORM = frozenset(field.name for field in fields(FaultForm))


@dataclass(frozen=True, slots=True)
class FaultAct:
    """Something that happens to a report at its instant (aware UTC)."""

    at: datetime
    perform: Callable[[], object]


class FaultStory:
    """The reports and outages of the demonstration.

    Args:
        path: the shipped file.
        moments: tell when.

    Raises:
        OSError, tomllib.TOMLDecodeError: the file was spoilt.
    """

    def __init__(self, path: Path, moments: Moments) -> None:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        self._reports: list[Mapping[str, Any]] = content["reports"]
        self._outages: list[Mapping[str, Any]] = content["outages"]
        self._moments = moments
        self._folios: dict[str, str] = {}

    def acts(
        self, oficialia: Oficialia, clock: SetClock, actors: Mapping[str, Actor]
    ) -> tuple[FaultAct, ...]:
        """Return everything that is done, oldest first; ``clock`` is the one that the Oficialía was built with."""
        scene = _Scene(oficialia, clock, actors, self._moments, self._folios)
        told = [act for entry in self._reports for act in scene.of_report(entry)]
        told += [scene.of_outage(entry) for entry in self._outages]
        return tuple(sorted(told, key=lambda act: act.at))


@dataclass(frozen=True, slots=True)
class _Scene:
    """Who acts, where and when. ``folios``: of the reports that were made, by their keys."""

    oficialia: Oficialia
    clock: SetClock
    actors: Mapping[str, Actor]
    moments: Moments
    folios: dict[str, str]

    def of_report(self, entry: Mapping[str, Any]) -> Iterator[FaultAct]:
        at = self.moments.instant(entry["at"])
        yield FaultAct(at, lambda: self._report(entry, at))
        for moment, act, who, *text in entry["acts"]:
            yield self._attended(entry["key"], moment, act, who, text)

    def _attended(self, key: str, moment: str, act: str, who: str, text: list[str]) -> FaultAct:
        do = getattr(self.oficialia.fault_desk, act)
        return FaultAct(self.moments.instant(moment), lambda: do(self.actors[who], self.folios[key], *text))

    def _report(self, entry: Mapping[str, Any], at: datetime) -> None:
        """Draw the form, take the time that a person takes, and answer the question."""
        reporting, actor = self.oficialia.fault_reporting, self.actors.get(entry.get("account", ""))
        self.clock.at = at - _FILLING_IN
        sheet = reporting.draw(actor)
        self.clock.at = at
        said = {name: text for name, text in entry.items() if name in _FORM}
        form = replace(reporting.known(actor) if actor else FaultForm(email_again=entry["email"]), **said)
        answer = sheet.answers[0] if sheet.answers else ""
        receipt = reporting.report(form, Returned(sheet.sealed, answer=answer), _ADDRESS, actor)
        self.folios[entry["key"]] = receipt.folio

    def of_outage(self, entry: Mapping[str, Any]) -> FaultAct:
        started, ended = (self.moments.instant(entry[name]) for name in ("from", "to"))
        said = OutageStatement(FaultSystem(entry["system"]), started, ended, entry["description"])
        return FaultAct(self.moments.instant(entry["at"]), lambda: self._name(entry, said))

    def _name(self, entry: Mapping[str, Any], said: OutageStatement) -> None:
        shown_by = [self.folios[key] for key in entry["reports"]]
        self.oficialia.outages.name(self.actors[entry["by"]], said, shown_by)
