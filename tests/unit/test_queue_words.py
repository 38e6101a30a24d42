"""Every code of the queue has its words, and what people wrote is never mixed into ours."""

from datetime import UTC, date, datetime

import pytest

from console import texts
from console.list_address import SORTS, list_address
from console.queue_cells import COLUMNS
from console.queue_words import given_words, narrowed, told, total_words
from core.config import PROJECT
from core.domain.bulk import Exclusion
from core.domain.queue import DueFilter, Mark, SignatureFilter, StateFilter, Tab
from core.domain.risk import Risk
from core.domain.why import Because, Reason
from core.storage.catalogs import load_catalogs

CATALOGS = load_catalogs(PROJECT / "data" / "catalogs")
ZONE = "America/Mexico_City"
TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 19, tzinfo=UTC).isoformat()
FACTS: dict[str, str | int] = {
    "position": 3, "total": 42, "age": 120, "risk": 2, "filed_on": "2026-11-23", "filed_reason": "within_hours",
    "nearness": "hoy", "left": 60, "at": AT, "name": "Mario Gil", "by": "Mario Gil", "words": "<b>hola</b>",
    "reason": "<b>hola</b>", "conclusion": "identidad", "outcome": "failed", "rule": "R-01", "action": "label",
    "numero": "OP-2026-000001", "ground": "FALTA-ANEXO", "sent_on": "2026-11-23",
}  # fmt: skip


@pytest.mark.parametrize("because", list(Because))
def test_each_reason_has_a_sentence(because: Because) -> None:
    """No reason is shown as a code, none lacks a fact, and a person's words stand apart."""
    line = told(Reason(because, FACTS), ZONE, CATALOGS, TODAY)
    assert line["text"].endswith((".", ":"))
    assert because.value not in line["text"].split()
    assert not {"—", "{", "<b>"} & set(line["text"].replace("<b>", " <b> ").split())
    assert line["words"] in {"", "<b>hola</b>"}


@pytest.mark.parametrize("nearness", ["vencida", "hoy", "siguiente", "despues"])
def test_each_nearness_has_a_sentence(nearness: str) -> None:
    """When it is due is said by the office's clock."""
    text = told(Reason(Because.DUE, {**FACTS, "nearness": nearness}), ZONE, CATALOGS, TODAY)["text"]
    assert "23/11/2026 13:00" in text


def test_whoever_gave_it_is_named_and_so_is_the_rule() -> None:
    """A colleague by name, the office's rule by what it does, and nobody where it is only kept."""
    rule = {**FACTS, "assignment_rule": "round_robin", "by": ""}
    by_rule = "La regla «por turno entre quienes están en servicio» la asignó a Mario Gil al recibirse, el"
    assert told(Reason(Because.ASSIGNED, rule), ZONE, CATALOGS, TODAY)["text"].startswith(by_rule)
    person = {**FACTS, "assignment_rule": "", "by": "Elena"}
    assert "(la asignó Elena, " in told(Reason(Because.ASSIGNED, person), ZONE, CATALOGS, TODAY)["text"]
    nobody = {**FACTS, "assignment_rule": "", "by": ""}
    assert told(Reason(Because.ASSIGNED, nobody), ZONE, CATALOGS, TODAY)["text"].startswith(
        "Se guarda para Mario"
    )


def test_who_is_given_what_is_told_by_its_folios() -> None:
    """Each by its folio as far as a notice holds them, and how many were asked for where there were fewer."""
    assert given_words(("PRO-1", "PRO-2"), 2, "Lucía") == "Se asignaron 2 a Lucía: PRO-1, PRO-2."
    assert given_words(("PRO-1",), 10, "Lucía") == (
        "Se asignó 1 a Lucía: PRO-1. Se pidieron 10; no había más de ese tipo sin asignar."
    )
    assert given_words([f"PRO-{n}" for n in range(30)], 30, "Lucía").endswith("PRO-19 y 10 más.")
    assert given_words((), 10, "Lucía") == "No había ninguna de ese tipo que asignar."


def test_a_list_of_one_is_written_with_its_accent() -> None:
    """None is told by another sentence."""
    assert [total_words(n) for n in (0, 1, 1200)] == ["", "1 promoción", "1,200 promociones"]


def test_a_missing_reason_leaves_no_colon() -> None:
    """Where nobody wrote a reason, the sentence ends before it would be announced."""
    assert told(Reason(Because.SKIPPED, {**FACTS, "words": ""}), ZONE, CATALOGS, TODAY)["text"].endswith(
        "13:00."
    )


@pytest.mark.parametrize("code", list(Exclusion))
def test_each_exclusion_has_a_sentence(code: Exclusion) -> None:
    """Whoever is passed over is told why in words."""
    assert texts.sentence("exclusions", code, {"name": "Mario Gil"}).endswith(".")


def test_every_choice_has_a_name() -> None:
    """Lists, filters, orders, columns, marks and risks are shown by name."""
    kinds: dict[str, list[str]] = {
        "queue_tab": list(Tab),
        "signature_filter": list(SignatureFilter),
        "state_filter": list(StateFilter),
        "due_filter": [DueFilter.OVERDUE, DueFilter.BY_TODAY, DueFilter.TODAY],
        "mark": [Mark.NEW, Mark.CHANGED],
        "queue_sort": list(SORTS),
        "queue_column": list(COLUMNS),
        "risk": [str(int(risk)) for risk in Risk],
    }
    assert {kind: [c for c in codes if c not in texts.labels(kind)] for kind, codes in kinds.items()} == {
        kind: [] for kind in kinds
    }


def test_what_narrows_a_list_is_said() -> None:
    """Each filter is named, with what it lets through; an unknown code stands as it is."""
    address = list_address(
        {"lista": "todas", "buscar": "ñandú", "tipo": "DEN", "firma": "identidad", "persona": "8",
         "desde": "2026-11-01", "etiqueta": "NADA", "orden": "folio", "otra": "x"}
    )  # fmt: skip
    assert narrowed(address, CATALOGS, [(8, "Mario Gil")]) == [
        "Búsqueda: ñandú",
        "Tipo: Denuncia",
        "Firma: ✖ Identidad",
        "Persona: Mario Gil",
        "Etiqueta: NADA",
        "Presentada desde: 01/11/2026",
    ]
    assert narrowed(list_address({"buscar": "9F2C" * 16}), CATALOGS, []) == [
        "Documento con huella 9f2c9f…2c9f2c"
    ]
