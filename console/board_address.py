"""What the board's address says: days and type of procedure. It can be shared, and an export follows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.domain.board import ALL_TYPES

_USUAL_DAYS = 30
_LONGEST_CODE = 32
_FIRST, _LAST = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class BoardAddress:
    """Local days, both included, and the code of a type; :data:`ALL_TYPES` for all."""

    since: date
    until: date
    tipo: str = ALL_TYPES

    def params(self) -> dict[str, str]:
        """Return the parameters of an address."""
        days = {"desde": self.since.isoformat(), "hasta": self.until.isoformat()}
        return {**days, "tipo": self.tipo} if self.tipo else days


def usual(today: date) -> BoardAddress:
    """Return the last thirty days, of every type."""
    return BoardAddress(today - timedelta(days=_USUAL_DAYS - 1), today)


def board_address(params: Mapping[str, str], today: date) -> BoardAddress:
    """Return what an address's parameters say; whatever is no day or no code is as if nobody had written it.

    Days that stand the wrong way round are turned.
    """
    default = usual(today)
    until = _day(params.get("hasta", "")) or default.until
    since = _day(params.get("desde", "")) or min(default.since, until)
    tipo = params.get("tipo", ALL_TYPES)
    return BoardAddress(
        min(since, until), max(since, until), tipo if len(tipo) <= _LONGEST_CODE else ALL_TYPES
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _FIRST <= found <= _LAST else None


def spans(today: date) -> dict[str, BoardAddress]:
    """Return the ranges that are offered by name: codes of ``[labels.board_span]``."""
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    last_of_before = first - timedelta(days=1)
    return {
        "hoy": BoardAddress(today, today),
        "semana": BoardAddress(monday, today),
        "semana_anterior": BoardAddress(monday - timedelta(days=7), monday - timedelta(days=1)),
        "treinta": usual(today),
        "mes": BoardAddress(first, today),
        "mes_anterior": BoardAddress(last_of_before.replace(day=1), last_of_before),
        "anio": BoardAddress(today - timedelta(days=364), today),
    }
