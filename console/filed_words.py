"""The day on which a promoción is taken as filed, in words: the day, by which clock, and why."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from console import formats, texts
from core.domain.calendar import FiledOn, FiledReason
from core.domain.refiling import FiledRevision


def zone_words(zone: str, on: date) -> str:
    """Return «hora del centro de México, UTC−6», the offset that holds on a day."""
    local = datetime.combine(on, time(12), ZoneInfo(zone))
    return f"{texts.label('zone', zone)}, {formats.utc_offset(local)}"


def filed_words(on: date, zone: str) -> str:
    """Return «lunes 23/11/2026 (hora del centro de México, UTC−6)»."""
    return f"{formats.day(on)} ({zone_words(zone, on)})"


def why_filed(reason: str, facts: Mapping[str, object]) -> str:
    """Return why it counts from its day, with the legal basis of the days that a decree closed."""
    return _with_basis(texts.filed_reason(reason, facts), reason, facts)


def why_filed_now(filed: FiledOn, local: time) -> str:
    """Return why it would count from its day if it were sent now.

    Args:
        filed: what the calendar answers.
        local: the time of day by the institution's clock: whoever is early is told to wait for the opening.
    """
    facts = filed.facts
    early = filed.reason is FiledReason.OUT_OF_HOURS and f"{local:%H:%M}" < facts["opens"]
    return _with_basis(texts.filed_reason_now("early" if early else filed.reason, facts), filed.reason, facts)


def _with_basis(sentence: str, reason: str, facts: Mapping[str, object]) -> str:
    basis = str(facts.get("legal_basis") or "")
    if not basis:
        return sentence
    between = "" if reason == FiledReason.CLOSED_DAY else "Se saltan días no hábiles. "
    return f"{sentence} {between}Fundamento: {basis}."


def in_short(on: date, reason: str) -> str:
    """Return «se tiene por presentada el martes 24/11/2026 (fuera de horario)», for a line of a list."""
    return f"se tiene por presentada el {formats.day(on)} ({texts.label('filed_in_short', reason)})"


def moved_rows(revisions: Sequence[FiledRevision], zone: str) -> list[tuple[str, str]]:
    """Return each time that a day was computed anew, the latest first: a name of ours and the sentence."""
    moves = [
        ("Cambio de motivo" if before.filed_on == after.filed_on else "Cambio de fecha", before, after)
        for before, after in pairwise(revisions)
    ]
    return [(name, moved_sentence(before, after, zone)) for name, before, after in reversed(moves)]


def moved_sentence(before: FiledRevision, after: FiledRevision, zone: str) -> str:
    """Return how a day passed from one to the other, when and why; or that it stayed, for another reason."""
    if before.filed_on == after.filed_on:
        return (
            f"Se sigue teniendo por presentada el {formats.day(after.filed_on)}. Cambió el motivo con el "
            f"calendario de la Oficialía, el {formats.instant(after.computed_at, zone)}: {after.cause}"
        )
    return (
        f"La fecha en que se tiene por presentada pasó del {formats.day(before.filed_on)} al "
        f"{formats.day(after.filed_on)} por un cambio del calendario de la Oficialía, el "
        f"{formats.instant(after.computed_at, zone)}: {after.cause}"
    )
