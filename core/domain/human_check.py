"""Questions that tell a person from a program, in plain Spanish: read aloud as well as read."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

_OTHERS = 3
"""Words beside the right one: few enough to be kept in mind by whoever hears them read."""
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_ARTICLES = frozenset({"el", "la", "los", "las", "lo", "un", "una", "unos", "unas", "es", "son"})
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the answers to it, any of which is right."""

    ask: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A question about a list of words, ``{words}`` in ``ask``: one is right, the others are not."""

    ask: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionBook:
    """Every question that may be asked.

    Args:
        questions: those that are always the same.
        choices: those that are made anew each time.
        conjunction: stands before the last word of a list.
    """

    questions: tuple[Question, ...]
    choices: tuple[Choice, ...]
    conjunction: str

    def draw(self, random: Random, other_than: str = "") -> Question:
        """Return a question, of either kind as likely as there are entries; another than the one given."""
        for _ in range(8):  # two drawings alike are rare, eight in a row do not happen
            found = self._one(random)
            if found.ask != other_than:
                break
        return found

    def _one(self, random: Random) -> Question:
        entries: tuple[Question | Choice, ...] = (*self.questions, *self.choices)
        chosen = random.choice(entries)
        return chosen if isinstance(chosen, Question) else self._made(chosen, random)

    def _made(self, choice: Choice, random: Random) -> Question:
        right = random.choice(choice.right)
        words = [right, *random.sample(choice.wrong, _OTHERS)]
        random.shuffle(words)
        listed = f"{', '.join(words[:-1])} {self.conjunction} {words[-1]}"
        return Question(choice.ask.format(words=listed), (right,))


def is_right(typed: str, answers: Sequence[str]) -> bool:
    """Tell whether an answer is one of those, whatever its case, accents, punctuation and article."""
    said = _plain(typed[:_LONGEST])
    return bool(said) and said in {_plain(answer) for answer in answers}


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = _PUNCTUATION.sub(" ", letters).split()
    return " ".join(word for word in words if word not in _ARTICLES)
