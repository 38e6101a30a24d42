"""Questions that a person answers: every one can be, in any spelling, and none tells its answer."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from core.config import PROJECT
from core.domain.human_check import Question, QuestionBook, is_right
from core.server_key import ServerKey
from core.services.human_check import (
    AnswerIsWrong,
    FormCameTooFast,
    FormIsTooOld,
    HumanCheck,
    Returned,
    load_questions,
)

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
KEY = ServerKey(b"k" * 32)


@pytest.fixture(scope="module")
def book() -> QuestionBook:
    """Return the shipped questions."""
    return load_questions(PROJECT / "data" / "catalogs" / "questions.toml")


@pytest.fixture
def check(book: QuestionBook) -> HumanCheck:
    """Return what draws and judges forms."""
    return HumanCheck(KEY, "prueba", book)


def test_the_shipped_questions_are_sound(book: QuestionBook) -> None:
    """Each ends as a question or an order does; no wrong word of a list is right in it; enough to rotate."""
    assert len(book.questions) + len(book.choices) >= 15
    for question in book.questions:
        assert question.answers
        assert question.ask.endswith(("?", "."))
        assert not is_right(question.ask, question.answers)
    for choice in book.choices:
        assert choice.ask.count("{words}") == 1
        assert not [word for word in choice.wrong if is_right(word, choice.right)]
        words = (*choice.right, *choice.wrong)
        assert not [
            word for word in words if word.lower().startswith(("o", "ho"))
        ]  # «o hora» would be «u hora»


def test_a_list_of_words_holds_its_answer_once(book: QuestionBook) -> None:
    """Four words in an order of their own, one of them right; never the same question twice in a row."""
    random, before = Random(7), ""  # noqa: S311 - a test's own dice
    for _ in range(300):
        drawn = book.draw(random, before)
        assert drawn.ask != before
        before = drawn.ask
        if "De estas palabras" in drawn.ask:
            listed = drawn.ask.partition("? ")[2].rstrip(".").replace(" o ", ", ").split(", ")
            assert len(set(listed)) == 4
            assert [word for word in listed if is_right(word, drawn.answers)] == list(drawn.answers)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("miércoles", True),
        ("MIERCOLES", True),
        (" el  Miércoles. ", True),
        ("mie\u0301rcoles!", True),
        ("«miércoles»", True),
        ("martes", False),
        ("miércoles jueves", False),
        ("", False),
        ("el", False),
        ("\u202e\0", False),
        ("miércoles" * 10_000, False),
    ],
)
def test_an_answer_is_right_in_any_spelling(typed: str, right: bool) -> None:
    """Accents, case, marks and article do not matter; other words do."""
    assert is_right(typed, ["miércoles"]) is right


def test_a_sheet_tells_nobody_its_answer(check: HumanCheck) -> None:
    """Sealed with the server's key for one purpose: no other key, and no other purpose, opens it."""
    answer = "parangaricutirimícuaro"  # too long to stand in a cipher by chance, as «3» does
    asking = HumanCheck(KEY, "prueba", QuestionBook((Question("¿Cuál es?", (answer,)),), (), "o"))
    told = asking.draw(NOW).sealed
    assert answer not in told
    assert answer[:10].encode() not in urlsafe_b64decode(told)
    sheet = check.draw(NOW)
    assert check.read(sheet.sealed, NOW) == sheet
    for other in (
        HumanCheck(ServerKey(b"x" * 32), "prueba", check._book),
        HumanCheck(KEY, "otra", check._book),
    ):
        with pytest.raises(FormIsTooOld):
            other.read(sheet.sealed, NOW)
    assert check.draw(NOW).digest != sheet.digest


def test_a_sheet_has_its_time_and_its_person(check: HumanCheck) -> None:
    """From three seconds to twelve hours; drawn for somebody signed in, for nobody else."""
    sheet = check.draw(NOW)
    returned = Returned(sheet.sealed, answer=sheet.answers[0])
    check.judge(returned, sheet, NOW + timedelta(seconds=3))
    with pytest.raises(FormCameTooFast):
        check.judge(returned, sheet, NOW + timedelta(seconds=2))
    assert check.read(sheet.sealed, NOW + timedelta(hours=12)).ask == sheet.ask
    with pytest.raises(FormIsTooOld):
        check.read(sheet.sealed, NOW + timedelta(hours=12, seconds=1))
    own = check.draw(NOW, 5)
    check.judge(Returned(own.sealed), check.read(own.sealed, NOW, 5), NOW + timedelta(seconds=3))
    for other in (None, 6):
        with pytest.raises(FormIsTooOld):
            check.read(own.sealed, NOW, other)


def test_another_try_is_not_too_fast(check: HumanCheck) -> None:
    """The next question counts from the first drawing, is another one, and needs its own answer."""
    sheet = check.draw(NOW)
    again = check.draw(NOW + timedelta(seconds=9), drawn_at=sheet.drawn_at, but=sheet.ask)
    assert (again.drawn_at, again.ask != sheet.ask) == (sheet.drawn_at, True)
    check.judge(Returned(again.sealed, answer=again.answers[0]), again, NOW + timedelta(seconds=10))
    with pytest.raises(AnswerIsWrong):
        check.judge(Returned(again.sealed, answer="nada"), again, NOW + timedelta(seconds=10))
