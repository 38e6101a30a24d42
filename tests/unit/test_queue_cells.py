"""A promoción as a line of the Bandeja: the causes told apart, the time said in words, who has it and how."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.components.queue_list import Row
from console.queue_cells import COLUMNS, Reader, due_cell, line, signature, when
from core.config import PROJECT
from core.domain.due import Due, Nearness
from core.domain.queue import Mark, QueueRow
from core.domain.workflow import Status
from core.storage.catalogs import load_catalogs
from tests.unit.test_queue_values import DECIDED, HELD, KEPT, LAPSED, MINE, NOW, ROW, THEIRS

READER = Reader(7, NOW, "America/Mexico_City", load_catalogs(PROJECT / "data" / "catalogs"))
DUE = Due(NOW + timedelta(hours=2), Nearness.TODAY, 120)


def _line(row: QueueRow) -> Row:
    return line(row, READER, DUE, 61, "/revision?folio=x")


@pytest.mark.parametrize(
    ("changes", "text", "tone"),
    [
        ({}, "Válida", "good"),
        ({"identidad": "failed"}, "Identidad", "bad"),
        ({"firma": "failed", "integridad": "failed"}, "Integridad, Firma", "bad"),
        ({"firma": "indeterminate", "revocation": "no_consultado"}, "Revocación", "warn"),
        ({"firma": "indeterminate"}, "Firma", "warn"),
        ({"identidad": "indeterminate", "revocation": "no_consultado"}, "Identidad, Revocación", "warn"),
        ({"integridad": "indeterminate"}, "Integridad", "warn"),
    ],
)
def test_the_causes_are_told_apart_in_words(changes: dict[str, str], text: str, tone: str) -> None:
    """Whatever fails is named; a source that is silent is not called a doubtful signature; an icon beside each."""
    cell = signature(replace(ROW, **changes))  # type: ignore[arg-type]  # fields of the row
    assert (cell["text"], cell["tone"], bool(cell["icon"])) == (text, tone, True)


def test_each_column_has_its_cell() -> None:
    """Every column that can be chosen is there, whatever the row."""
    for row in (ROW, MINE, THEIRS, LAPSED, HELD, KEPT, DECIDED):
        cells = _line(row)["cells"]
        assert set(cells) == set(COLUMNS)
        assert cells["espera"]["sub"] == f"desde {row.filed_on:%d/%m}"


@pytest.mark.parametrize(
    ("row", "who", "sub", "situation"),
    [
        (ROW, "—", "", "Por tomar"),
        (MINE, "Usted", "desde 11:59", "En revisión"),
        (THEIRS, "Mario Gil", "desde 11:59", "En revisión"),
        (LAPSED, "—", "venció el turno de Mario Gil", "Por tomar"),
        (HELD, "Vuelve hoy 13:00", "Mario Gil", "En espera"),
        (KEPT, "Mario Gil", "asignada", "Asignada"),
        (replace(DECIDED, decided_by=7), "Usted", "Aceptada", "Aceptada"),
    ],
)
def test_who_has_it_and_how_is_said(row: QueueRow, who: str, sub: str, situation: str) -> None:
    """One's own name is «Usted»; a claim that ran out is nobody's, whatever the stored status says."""
    cells = _line(row)["cells"]
    assert (cells["quien"]["text"], cells["quien"].get("sub", "")) == (who, sub)
    assert cells["estado"]["text"] == situation


def test_marks_are_words() -> None:
    """New, changed, reopened, refiled, corrected and back from a wait are said, none by colour alone."""
    back = replace(
        ROW,
        held_until=NOW - timedelta(hours=1),
        mark=Mark.CHANGED,
        reopened_at=NOW,
        copied_from=3,
        refiled=True,
    )
    marks = [chip["text"] for chip in _line(back)["cells"]["folio"]["chips"]]
    assert marks == ["Cambió", "Reabierta", "Fecha recalculada", "Corregida", "Volvió de espera"]
    assert [chip["text"] for chip in _line(ROW)["cells"]["folio"]["chips"]] == []
    labelled = _line(replace(ROW, labels=("URGENTE", "NADA")))["cells"]["etiquetas"]["chips"]
    assert [chip["text"] for chip in labelled] == ["Urgente", "NADA"]


@pytest.mark.parametrize(
    ("due", "text", "sub"),
    [
        (Due(NOW - timedelta(hours=1), Nearness.OVERDUE, 0), "Vencida", "23/11 11:00"),
        (DUE, "Hoy 14:00", "quedan 2 h"),
        (Due(NOW + timedelta(days=1), Nearness.TOMORROW, 600), "Mañana 12:00", "quedan 1 día"),
        (Due(NOW + timedelta(days=3), Nearness.LATER, 1800), "jue 26/11 12:00", "quedan 3 días"),
    ],
)
def test_when_it_is_due_is_said_by_the_offices_clock(due: Due, text: str, sub: str) -> None:
    """Past, today, tomorrow or a day of the week, with what is left of it."""
    cell = due_cell(due, READER)
    assert (cell["text"], cell["sub"]) == (text, sub)


def test_what_is_decided_is_due_no_more() -> None:
    """A closed row has no time to keep."""
    assert _line(DECIDED)["cells"]["vence"]["text"] == "—"
    assert DECIDED.status is Status.ACCEPTED


def test_a_return_is_said_near_or_far() -> None:
    """Today and tomorrow by name, later by the day."""
    spans = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
    assert [when(NOW + span, READER) for span in spans] == ["hoy 13:00", "mañana 12:00", "el lun 30/11 12:00"]
