"""A list of promociones as parameters of an address: shareable, kept over a reload, followed by the review.

The address holds codes only, never labels. Whatever is not one of them is left out as if nobody had written it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from core.domain.queue import DueFilter, Mark, QueueQuery, SignatureFilter, StateFilter, Tab, cursor_of

_Choice = TypeVar("_Choice", bound=StrEnum)
_LONGEST = 300
SORTS = {
    "plazo": ("filed_on", False),
    "recientes": ("filed_on", True),
    "folio": ("folio", False),
    "procedimiento": ("procedimiento", False),
    "promovente": ("owner", False),
    "resueltas": ("decided_at", True),
}
"""Codes of the orders, the default first, and what they ask of :class:`QueueQuery`."""
DEFAULT_SORT = next(iter(SORTS))


@dataclass(frozen=True, slots=True)
class ListAddress:
    """What an address says of a list. Each field is a parameter's name and its text; empty is absent."""

    lista: str = ""
    buscar: str = ""
    tipo: str = ""
    firma: str = ""
    estado: str = ""
    marca: str = ""
    persona: str = ""
    etiqueta: str = ""
    plazo: str = ""
    desde: str = ""
    hasta: str = ""
    causa: str = ""
    resueltas_desde: str = ""
    resueltas_hasta: str = ""
    orden: str = ""
    tras: str = ""
    antes: str = ""

    @property
    def tab(self) -> Tab:
        """The list; the one to take from where none is named."""
        return _choice(Tab, self.lista, Tab.TO_TAKE)

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, by parameter, without the list, its order and its page."""
        apart = {"lista", "orden", "tras", "antes"}
        return {name: value for name, value in self.params().items() if name not in apart}

    def params(self) -> dict[str, str]:
        """Return the parameters of an address, without the empty ones."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in found.items() if value}

    def query_string(self) -> str:
        """Return the parameters as they stand behind the question mark."""
        return urlencode(self.params())

    def on_first_page(self) -> "ListAddress":
        """Return the same list from its beginning: another filter makes another list."""
        return replace(self, tras="", antes="")

    def without_filters(self) -> "ListAddress":
        """Return the list as it is without search and filters, in the same order."""
        return ListAddress(lista=self.lista, orden=self.orden)


def list_address(params: Mapping[str, str]) -> ListAddress:
    """Return what an address's parameters say, whatever else it holds."""
    known = {field.name for field in fields(ListAddress)}
    found = {name: str(value) for name, value in params.items() if name in known}
    limits = {"tras": 4000, "antes": 4000}
    return ListAddress(**{name: text[: limits.get(name, _LONGEST)] for name, text in found.items()})


def asked(address: ListAddress, base: QueueQuery, zone: tzinfo = UTC) -> QueueQuery:
    """Return the query that an address asks for.

    Args:
        address: of the list.
        base: a query of any list as of now, ``queue.query(actor, address.tab)``.
        zone: of the office, by whose days a decision's are counted.
    """
    sort, descending = SORTS.get(address.orden, SORTS[DEFAULT_SORT])
    return replace(
        base,
        tab=address.tab,
        search=address.buscar,
        tipo=address.tipo,
        signature=_choice(SignatureFilter, address.firma, SignatureFilter.ANY),
        state=_choice(StateFilter, address.estado, StateFilter.ANY),
        mark=_choice(Mark, address.marca, Mark.NONE),
        person=_number(address.persona),
        label=address.etiqueta,
        due=_choice(DueFilter, address.plazo, DueFilter.ANY),
        filed_from=_day(address.desde),
        filed_until=_day(address.hasta),
        ground=address.causa,
        decided_since=_midnight(_day(address.resueltas_desde), zone),
        decided_before=_midnight(_day(address.resueltas_hasta), zone, later=1),
        sort=sort,
        descending=descending,
        after=cursor_of(address.tras),
        before=cursor_of(address.antes),
    )


def _choice(kind: type[_Choice], code: str, default: _Choice) -> _Choice:
    return kind(code) if code in set(kind) else default


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004 - 32 bits


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date | None, zone: tzinfo, *, later: int = 0) -> datetime | None:
    """Return the instant at which a day begins, or one ``later`` days after it."""
    if day is None or not date(1900, 1, 1) <= day <= date(
        9990, 1, 1
    ):  # beyond, an instant in UTC has no date
        return None
    return datetime.combine(day + timedelta(days=later), time(), zone).astimezone(UTC)
