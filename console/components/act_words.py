"""The facts of an act in words: for the audit log, which tells all of them, and for histories."""

from collections.abc import Mapping
from datetime import date, datetime

from console import formats, texts
from console.components.coverage_words import read_in_words

_DIGITS = 16
"""Of a digest, as many as tell it apart at a glance."""
_LABELLED = {"catalog": "catalog", "field": "field", "rule": "assignment_rule"}
"""Facts that are codes, and what kind of code each is."""


def roles(codes: str) -> str:
    """Return in words the roles that a line was written under, ``clerk+supervisor``."""
    return " y ".join(texts.label("role", code) for code in codes.split("+"))


def facts_in_words(facts: Mapping[str, str | int], zone: str = "") -> str:
    """Return an act's facts, each with its name: ``motivo: Oficio 12 · intento: 3``.

    Args:
        facts: as the act keeps them.
        zone: in which instants are told; empty leaves them as they are kept.
    """
    words = ((texts.label("fact", name), _worded(name, fact, zone)) for name, fact in facts.items())
    return " · ".join(f"{name}: {word}" for name, word in words if word)


_MOMENTS = frozenset({"until", "sent_at", "counted_from", "filed_before", "filed_on"})


def _moment(name: str, text: str, zone: str) -> str:
    if name.startswith("filed_"):
        return formats.day(date.fromisoformat(text))
    return formats.short_instant(datetime.fromisoformat(text), zone) if zone else text


def _worded(name: str, fact: str | int, zone: str) -> str:
    text = str(fact)
    if name in _MOMENTS:
        return _moment(name, text, zone)
    if name in _LABELLED:
        return texts.label(_LABELLED[name], text)
    if name in {"judgement", "proposal", "filed_reason"}:
        return texts.finding_value(name, text)
    if name == "coverage":
        return read_in_words({name: fact})
    if name == "roles" or (name in {"old", "new"} and set(text.split("+")) <= set(texts.labels("role"))):
        return roles(text)
    return f"{text[:_DIGITS]}…" if name.endswith("sha256") else text
