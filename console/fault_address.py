"""The list of reports of faults as parameters of an address: codes only, shareable, kept over a reload."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from core.domain.fault_reports import FaultStatus, FaultSystem
from core.domain.fault_views import FaultQuery

_LONGEST, _LONGEST_NUMBER = 300, 12
OPEN, EVERY = "abiertos", "todos"
STATES: Mapping[str, FaultStatus | None] = {
    OPEN: None,
    "nuevos": FaultStatus.NEW,
    "atencion": FaultStatus.IN_PROGRESS,
    "resueltos": FaultStatus.RESOLVED,
    "descartados": FaultStatus.DISMISSED,
    EVERY: None,
}
"""Codes of the address, the default first; those without a state are the open ones, and all."""


@dataclass(frozen=True, slots=True)
class FaultAddress:
    """What an address says of the list. Each field is a parameter's name and its text; empty is absent."""

    estado: str = ""
    sistema: str = ""
    mios: str = ""
    interrupcion: str = ""
    buscar: str = ""
    tras: str = ""
    antes: str = ""

    @property
    def state(self) -> str:
        """The code of the state asked for; of the open ones where it is none."""
        return self.estado if self.estado in STATES else OPEN

    def params(self) -> dict[str, str]:
        """Return the parameters, without the empty ones."""
        found = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        return {name: value for name, value in found.items() if value}

    def query_string(self) -> str:
        """Return the parameters as they stand behind the question mark, without the page."""
        return urlencode({n: v for n, v in self.params().items() if n not in {"tras", "antes"}})

    def query(self, limit: int) -> FaultQuery:
        """Return what the address asks of the list."""
        return FaultQuery(
            status=STATES[self.state],
            only_open=self.state == OPEN,
            system=FaultSystem(self.sistema) if self.sistema in set(FaultSystem) else None,
            mine=self.mios == "1",
            outages=self.interrupcion == "1",
            search=self.buscar,
            after_id=_number(self.tras),
            before_id=_number(self.antes),
            limit=limit,
        )


def fault_address(params: Mapping[str, str]) -> FaultAddress:
    """Return what the parameters of an address say; the first 300 characters of each count."""
    return FaultAddress(**{f.name: params.get(f.name, "")[:_LONGEST] for f in fields(FaultAddress)})


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None
