"""A promoción as a line of the Bandeja: codes and facts in words, an icon beside each colour."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from console import formats, texts
from console.components.queue_list import Cell, Chip, Row
from core.domain.catalogs import Catalogs
from core.domain.due import Due, Nearness
from core.domain.queue import Mark, QueueRow
from core.domain.risk import Risk
from core.domain.verdict import Outcome, Revocation
from core.domain.workflow import CLOSED, Status

COLUMNS = (
    "folio", "asunto", "docs", "firma", "riesgo", "vence", "espera", "quien", "etiquetas",
    "estado", "tipo", "expediente", "presentada", "enviada", "rfc", "numero",
)  # fmt: skip
"""Every column there is; the first two always show."""
FIXED = COLUMNS[:2]
SHOWN_AT_FIRST = COLUMNS[:9]
_WEEKDAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a line is written, and when.

    Attributes:
        zone: IANA name of the office's zone.
    """

    account_id: int
    now: datetime
    zone: str
    catalogs: Catalogs

    @property
    def today(self) -> date:
        """The office's day."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    @property
    def day_minutes(self) -> int:
        """Minutes of a usual day of business."""
        return self.catalogs.calendar.usual_day_minutes(self.today)


def line(row: QueueRow, reader: Reader, due: Due, age_minutes: int, url: str) -> Row:
    """Return the line of a promoción, every column of it."""
    found = reader.catalogs.procedure_type(row.tipo_procedimiento)
    cells: dict[str, Cell] = {
        "folio": {"text": row.folio, "chips": _marks(row, reader.now)},
        "asunto": {"text": row.procedimiento, "sub": row.owner_name},
        "docs": {"text": str(row.documents)},
        "firma": signature(row),
        "riesgo": _risk(row.risk),
        "vence": {"text": "—", "tone": "quiet"} if row.status in CLOSED else due_cell(due, reader),
        "espera": {
            "text": formats.age(age_minutes, reader.day_minutes),
            "sub": f"desde {row.filed_on:%d/%m}",
        },
        "quien": _holder(row, reader),
        "etiquetas": {"text": "", "chips": [_label(code, reader) for code in row.labels]},
        "estado": {"text": _situation(row, reader.now)},
        "tipo": {"text": found.name if found else row.tipo_procedimiento},
        "expediente": {"text": row.expediente or "—"},
        "presentada": {"text": f"{row.filed_on:%d/%m/%Y}"},
        "enviada": {"text": formats.short_instant(row.sent_at, reader.zone)},
        "rfc": {"text": row.owner_rfc},
        "numero": {"text": row.numero_oficialia or row.numero_previo or "—"},
    }
    return {"id": str(row.id), "folio": row.folio, "url": url, "cells": cells}


def signature(row: QueueRow) -> Cell:
    """Return the verdict's cause in icon and word: the causes are told apart."""
    causes = (("Integridad", row.integridad), ("Identidad", row.identidad), ("Firma", row.firma))
    failed = [name for name, outcome in causes if outcome == Outcome.FAILED]
    if failed:
        return {"text": ", ".join(failed), "tone": "bad", "icon": "x"}
    unsure = [name for name, outcome in causes[:2] if outcome == Outcome.INDETERMINATE]
    if row.revocation == Revocation.NOT_CONSULTED:
        return {"text": ", ".join([*unsure, "Revocación"]), "tone": "warn", "icon": "alert"}
    if row.firma == Outcome.INDETERMINATE:
        unsure.append("Firma")
    if unsure:
        return {"text": ", ".join(unsure), "tone": "warn", "icon": "alert"}
    return {"text": "Válida", "tone": "good", "icon": "tick"}


def due_cell(due: Due, reader: Reader) -> Cell:
    """Return when the office means to have decided, by a word, and what is left of it."""
    local = due.at.astimezone(ZoneInfo(reader.zone))
    if due.nearness is Nearness.OVERDUE:
        return {"text": "Vencida", "tone": "bad", "icon": "alert", "sub": f"{local:%d/%m %H:%M}"}
    left = f"quedan {formats.age(due.minutes_left, reader.day_minutes)}"
    if due.nearness is Nearness.TODAY:
        return {"text": f"Hoy {local:%H:%M}", "tone": "warn", "icon": "history", "sub": left}
    tomorrow = (local.date() - reader.today).days == 1
    day = "Mañana" if tomorrow else f"{_WEEKDAYS[local.weekday()]} {local:%d/%m}"
    return {"text": f"{day} {local:%H:%M}", "sub": left}


def when(instant: datetime, reader: Reader) -> str:
    """Return «hoy 13:00», «mañana 09:00» or «el lun 30/11 09:00»."""
    local = instant.astimezone(ZoneInfo(reader.zone))
    days = (local.date() - reader.today).days
    near = {0: "hoy", 1: "mañana"}
    return f"{near.get(days) or f'el {_WEEKDAYS[local.weekday()]} {local:%d/%m}'} {local:%H:%M}"


def _marks(row: QueueRow, now: datetime) -> list[Chip]:
    marks: list[Chip] = []
    if row.mark is not Mark.NONE:
        tone = "info" if row.mark is Mark.NEW else "warn"
        marks.append({"text": texts.label("mark", row.mark), "tone": tone})
    if row.reopened_at:
        marks.append({"text": "Reabierta", "tone": "warn"})
    if row.refiled:
        marks.append({"text": "Fecha recalculada", "tone": "warn"})
    if row.copied_from is not None:
        marks.append({"text": "Corregida", "tone": "info"})
    if row.held_until and row.held_until <= now and row.status is Status.SENT:
        marks.append({"text": "Volvió de espera", "tone": "info"})
    return marks


def _risk(risk: int) -> Cell:
    looks = {Risk.NOTICE: ("quiet", "alert"), Risk.DOUBT: ("warn", "alert"), Risk.FAILED: ("bad", "x")}
    tone, icon = looks.get(Risk(risk) if risk in set(Risk) else Risk.NONE, ("quiet", ""))
    return {"text": texts.label("risk", str(risk)) if risk else "—", "tone": tone, "icon": icon}


def _holder(row: QueueRow, reader: Reader) -> Cell:
    def person(account_id: int | None, name: str) -> str:
        return "Usted" if account_id == reader.account_id else name

    if row.status in CLOSED:
        return {"text": person(row.decided_by, row.decided_by_name), "sub": texts.label("status", row.status)}
    if row.in_review(reader.now) and row.claimed_at:
        since = f"desde {row.claimed_at.astimezone(ZoneInfo(reader.zone)):%H:%M}"
        return {"text": person(row.claimed_by, row.claimed_by_name), "sub": since, "icon": "lock"}
    if row.held(reader.now) and row.held_until:
        return {
            "text": f"Vuelve {when(row.held_until, reader)}",
            "sub": person(row.assigned_to, row.assigned_name),
        }
    if row.assigned_to is not None:
        return {"text": person(row.assigned_to, row.assigned_name), "sub": "asignada"}
    if row.status is Status.UNDER_REVIEW:
        return {"text": "—", "sub": f"venció el turno de {row.claimed_by_name}", "tone": "quiet"}
    return {"text": "—", "tone": "quiet"}


def _situation(row: QueueRow, now: datetime) -> str:
    """Return how a row stands in the office: a status that ran out with its claim would say what is not so."""
    if row.status in CLOSED:
        return texts.label("status", row.status)
    if row.in_review(now):
        return texts.label("situation", "in_review")
    if row.held(now):
        return texts.label("situation", "held")
    return texts.label("situation", "waiting" if row.assigned_to is None else "assigned")


def _label(code: str, reader: Reader) -> Chip:
    found = reader.catalogs.label(code)
    return {"text": found.name if found else code, "tone": "warn" if code == "URGENTE" else "quiet"}
