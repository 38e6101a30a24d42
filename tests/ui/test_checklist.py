"""The rule book's results on screen: words beside marks, worst first, people's text as it is."""

import pytest
from streamlit.testing.v1 import AppTest

from console.components.checklist import summary, versions, worst_first
from core.domain.checklist import Checklist, RuleItem, RuleOutcome, RuleResult

NAME = "anexos/*poder* :red[x].pdf"
VERSION = "2026-11"
WARNED = RuleResult(
    "R-11", VERSION, (RuleItem("active_content", RuleOutcome.WARNING, NAME, facts={"kind": "launch"}),)
)
LOCKED = RuleResult("R-06", VERSION, (RuleItem("password_protected", RuleOutcome.PROBLEM, NAME),))
UNSEEN = RuleResult(
    "R-18", VERSION, (RuleItem("not_looked_for", RuleOutcome.NOT_EXAMINED, NAME, facts={"why": "type"}),)
)
NOTED = RuleResult(
    "R-23",
    VERSION,
    (
        RuleItem(
            "number_not_own", RuleOutcome.PASSED, form_field="expediente", facts={"number_cited": "<b>1"}
        ),
    ),
)
WELL = RuleResult("R-02", VERSION)
ALL = Checklist(VERSION, (WELL, LOCKED, WARNED, UNSEEN, NOTED))


def _script() -> None:
    from console.components.checklist import clerk_checklist  # noqa: PLC0415 - the script runs by itself
    from core.domain.checklist import Checklist, RuleResult  # noqa: PLC0415 - the same
    from tests.ui.test_checklist import ALL, VERSION  # noqa: PLC0415 - the same

    before = Checklist(VERSION, (RuleResult("R-06", VERSION),))
    clerk_checklist(ALL, before, {"R-06": "Archivo protegido con contraseña"})


def _accepting() -> None:
    from console.components.checklist import problems_notice  # noqa: PLC0415 - the script runs by itself
    from core.domain.checklist import Checklist  # noqa: PLC0415 - the same
    from tests.ui.test_checklist import ALL, VERSION, WARNED, WELL  # noqa: PLC0415 - the same

    problems_notice(Checklist(VERSION, (WELL, WARNED)))
    problems_notice(ALL)


def test_whoever_accepts_is_told_the_problems_and_nothing_else() -> None:
    """A warning says nothing in the dialog; a problem is named."""
    screen = AppTest.from_function(_accepting, default_timeout=30).run()
    assert not screen.exception
    (told,) = [element.value for element in screen.warning]
    assert told.startswith("Hay un archivo cifrado")


def test_the_sum_names_every_outcome() -> None:
    """What was not examined is counted by itself, one and many in their own words."""
    assert summary(ALL) == "5 comprobaciones: 2 bien, 1 aviso, 1 problema, 1 sin examinar"
    twice = Checklist(VERSION, (LOCKED, LOCKED, WARNED, WARNED))
    assert summary(twice) == "4 comprobaciones: 2 avisos, 2 problemas"
    assert [r.rule for r in worst_first(ALL)] == ["R-06", "R-11"]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (None, "Se envió antes de que hubiera libro de reglas."),
        (Checklist(VERSION, ()), "Reglas versión 2026-11, al enviarse y ahora."),
        (
            Checklist("2026-01", ()),
            "2026-01 al enviarse y 2026-11 ahora: los documentos se examinaron de nuevo.",
        ),
    ],
)
def test_the_versions_are_told(before: Checklist | None, words: str) -> None:
    """Whether the documents were examined anew is no secret."""
    assert versions(ALL, before).endswith(words)


def test_the_clerk_reads_what_where_and_which_ground() -> None:
    """Problems first, each with mark and word, its document, what to do, its ground, and how it was before."""
    screen = AppTest.from_function(_script, default_timeout=30).run()
    assert not screen.exception
    drawn = [element.value for element in screen.markdown]
    assert drawn[0].startswith(":red[✖ problema] · **Hay un archivo cifrado")
    told = "\n".join(drawn)
    assert "Archivo protegido con contraseña" in told
    assert "⚠ aviso" in told
    assert "se informa" in told
    assert "en este tipo de archivo no se busca" in told
    assert next(c.value for c in screen.caption) == "Al enviarse: bien."
    assert ":red[x]" not in told
    assert "*poder*" not in told.replace("\\*", "")
    assert "<b>" not in told
