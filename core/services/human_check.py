"""Whether a form was filled in by a person: drawn by us, not too fast, not too late, once, with an answer.

What was drawn, the question and its answers travel sealed inside the page (AES-128-CBC with HMAC-SHA-256):
no cookie, no row in the database, and nothing in the page that tells the answer.
"""

import hashlib
import json
import secrets
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom
from typing import Any

from cryptography.fernet import InvalidToken

from core.domain.human_check import Choice, Question, QuestionBook, is_right
from core.errors import Refusal
from core.server_key import ServerKey

FASTEST = timedelta(seconds=3)
SLOWEST = timedelta(hours=12)
"""Nobody is hurried: who reads with a screen reader, or is called away, finds the form as it was."""


class FormCameTooFast(Refusal):
    """The form came back sooner than a person can fill it in, or with what no person sees filled in."""


class FormIsTooOld(Refusal):
    """The form was drawn too long ago, or not by us, or not for this person."""


class AnswerIsWrong(Refusal):
    """The answer to the question is not one of the right ones; the next question is another."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form that was drawn.

    Attributes:
        sealed: goes into the page and comes back with it.
        ask: the question; empty where none is asked, since the person is signed in.
        digest: 64 hex digits that stand for this one form.
        account_id: for whom it was drawn; None for whoever is not signed in.
    """

    sealed: str
    ask: str
    answers: tuple[str, ...]
    drawn_at: datetime
    digest: str
    account_id: int | None


@dataclass(frozen=True, slots=True)
class Returned:
    """How a form came back: sealed, what no person sees, and the answer as it was typed."""

    sealed: str
    honeypot: str = ""
    answer: str = ""


class HumanCheck:
    """Draws forms and judges those that come back.

    Args:
        key: the server's.
        purpose: keeps the forms of one use apart from those of another.
        book: the questions.
    """

    def __init__(self, key: ServerKey, purpose: str, book: QuestionBook) -> None:
        self._box = key.box(purpose)
        self._book = book
        self._random = SystemRandom()

    def draw(
        self, now: datetime, account_id: int | None = None, *, drawn_at: datetime | None = None, but: str = ""
    ) -> Sheet:
        """Draw a form; without an account it asks a question.

        Args:
            now: the instant.
            account_id: who is signed in.
            drawn_at: an earlier drawing of the same form: whoever tries again is not too fast.
            but: a question that is not asked again.
        """
        asked = Question("", ()) if account_id is not None else self._book.draw(self._random, but)
        kept = {
            "ask": asked.ask,
            "answers": asked.answers,
            "by": account_id,
            "once": secrets.token_hex(16),
        }
        at = int((drawn_at or now).timestamp())
        sealed = self._box.encrypt_at_time(json.dumps(kept).encode(), at).decode("ascii")
        return _sheet(sealed, kept, at)

    def read(self, sealed: str, now: datetime, account_id: int | None = None) -> Sheet:
        """Return a form that was drawn for this person.

        Raises:
            FormIsTooOld: drawn too long ago, not by us, or for somebody else.
        """
        token = sealed.encode("ascii", "replace")
        try:
            kept = json.loads(self._box.decrypt(token))
            sheet = _sheet(sealed, kept, self._box.extract_timestamp(token))
        except InvalidToken:
            raise FormIsTooOld from None
        strangers = sheet.account_id is not None and sheet.account_id != account_id
        if strangers or now - sheet.drawn_at > SLOWEST:
            raise FormIsTooOld
        return sheet

    def judge(self, returned: Returned, sheet: Sheet, now: datetime) -> None:
        """Check that a person filled the form in.

        Raises:
            FormCameTooFast, AnswerIsWrong: as they say.
        """
        if returned.honeypot or now - sheet.drawn_at < FASTEST:
            raise FormCameTooFast
        if sheet.ask and not is_right(returned.answer, sheet.answers):
            raise AnswerIsWrong


def _sheet(sealed: str, kept: dict[str, Any], drawn_at: int) -> Sheet:
    digest = hashlib.sha256(str(kept["once"]).encode()).hexdigest()
    at = datetime.fromtimestamp(drawn_at, UTC)
    return Sheet(sealed, kept["ask"], tuple(kept["answers"]), at, digest, kept["by"])


def load_questions(path: Path) -> QuestionBook:
    """Return the questions of a catalogue.

    Raises:
        OSError, tomllib.TOMLDecodeError, LookupError: it is missing or spoilt.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return QuestionBook(
        tuple(Question(e["ask"], tuple(e["answers"])) for e in content["questions"]),
        tuple(Choice(e["ask"], tuple(e["right"]), tuple(e["wrong"])) for e in content["choices"]),
        content["conjunction"],
    )
