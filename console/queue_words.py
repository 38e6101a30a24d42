"""Sentences of the Bandeja: why a promoción stands where it does, what narrows a list, why one is empty."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from console import formats, texts
from console.components.queue_list import Told
from console.filed_words import filed_words, why_filed
from console.list_address import ListAddress
from core.domain.catalogs import Catalogs
from core.domain.queue import digest_in
from core.domain.why import Because, Reason

_WITH_WORDS = frozenset(
    {Because.HELD, Because.BACK_FROM_HOLD, Because.RELEASED, Because.SKIPPED, Because.REOPENED}
)
_MOST_FOLIOS = 20
_KEPT = {Because.HELD: "reason", Because.BACK_FROM_HOLD: "reason"}


def told(reason: Reason, zone: str, catalogs: Catalogs, on: date) -> Told:
    """Return a reason as a sentence; what a person wrote stands apart from ours. ``on``: the office's day."""
    code = reason.code.value
    if reason.code is Because.DUE:
        code = f"due_{reason.facts['nearness']}"
    elif reason.code is Because.ASSIGNED:
        code = (
            "by_rule" if reason.facts.get("assignment_rule") else "assigned" if reason.facts["by"] else "kept"
        )
    words = str(reason.facts.get(_KEPT.get(reason.code, "words"), ""))
    shown = reason.code in _WITH_WORDS
    text = texts.sentence("why", code, _facts(reason, zone, catalogs, on))
    return {"text": text if words or not shown else text.split(" Motivo")[0], "words": words if shown else ""}


def _facts(reason: Reason, zone: str, catalogs: Catalogs, on: date) -> dict[str, object]:
    facts: dict[str, object] = dict(reason.facts)
    if facts.get("at"):
        facts["when"] = formats.short_instant(datetime.fromisoformat(str(facts["at"])), zone)
    for name in ("age", "left"):
        if name in facts:
            facts[name] = formats.age(int(str(facts[name])), catalogs.calendar.usual_day_minutes(on))
    return {**facts, **_labels(reason, zone, catalogs)}


_LABELLED = {
    Because.PLACE: ("risk", "risk"),
    Because.CONCLUSION: ("outcome", "conclusion_outcome"),
    Because.CHANGED: ("action", "action"),
}
"""Reasons with a fact that is a code: the fact, and the kind of its label."""


def _labels(reason: Reason, zone: str, catalogs: Catalogs) -> dict[str, object]:
    facts = reason.facts
    if reason.code in _LABELLED:
        fact, kind = _LABELLED[reason.code]
        return {fact: texts.label(kind, str(facts[fact])).lower()}
    match reason.code:
        case Because.FILED:
            on = date.fromisoformat(str(facts["filed_on"]))
            because = why_filed(str(facts["filed_reason"]), facts)
            return {"filed_on": filed_words(on, zone), "because": because}
        case Because.ASSIGNED if facts.get("assignment_rule"):
            return {"assignment_rule": texts.label("assignment_rule", str(facts["assignment_rule"]))}
        case Because.RULE_PROBLEM | Because.RULE_WARNING:
            return {"title": texts.rule_title(str(facts["rule"]))}
        case Because.REJECTED:
            ground = catalogs.ground(str(facts["ground"]))
            return {"ground": ground.title if ground else facts["ground"]}
        case _:
            return {}


def given_words(folios: Sequence[str], asked_for: int, name: str) -> str:
    """Return which promociones somebody was given, the oldest first, and that there were no more where so."""
    if not folios:
        return texts.sentence("shared", "none", {})
    more = f" y {len(folios) - _MOST_FOLIOS:d} más" if len(folios) > _MOST_FOLIOS else ""
    facts = {"number": len(folios), "name": name, "folios": ", ".join(folios[:_MOST_FOLIOS]) + more}
    said = texts.sentence("shared", "one" if len(folios) == 1 else "done", facts)
    if len(folios) == asked_for:
        return said
    return f"{said} {texts.sentence('shared', 'fewer', {'asked': asked_for})}"


def total_words(total: int) -> str:
    """Return how many a list has; nothing where it has none, since another sentence says so."""
    return "" if not total else "1 promoción" if total == 1 else f"{total:,d} promociones"


def narrowed(address: ListAddress, catalogs: Catalogs, people: Sequence[tuple[int, str]]) -> list[str]:
    """Return each active filter in words: «Firma: ✖ Identidad». What was typed stands as it was typed."""
    return [_filter(name, value, catalogs, dict(people)) for name, value in address.filters.items()]


def _filter(name: str, value: str, catalogs: Catalogs, people: Mapping[int, str]) -> str:
    digest = digest_in(value) if name == "buscar" else ""
    if digest:
        return f"Documento con huella {formats.short_digest(digest)}"
    return f"{texts.label('filter', name)}: {_value(name, value, catalogs, people)}"


def _value(name: str, value: str, catalogs: Catalogs, people: Mapping[int, str]) -> str:
    kinds = {"firma": "signature_filter", "estado": "state_filter", "marca": "mark", "plazo": "due_filter"}
    if name in kinds:
        return texts.label(kinds[name], value)
    if name == "persona":
        return people.get(int(value), value) if value.isascii() and value.isdigit() else value
    if name in {"tipo", "etiqueta"}:
        found = catalogs.procedure_type(value) if name == "tipo" else catalogs.label(value)
        return found.name if found else value
    return _day(value) if name in {"desde", "hasta", "resueltas_desde", "resueltas_hasta"} else value


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text
