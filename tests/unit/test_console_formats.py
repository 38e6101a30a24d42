"""How dates, sizes and people's text are written."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from console import formats

AFTER_PARSING = (
    r":material/\w+:",
    r":streamlit:",
    r"(https?://|www(?=\.))([-.\w]+)",
    r"[-.\w+]+@[-\w]+(?:\.[-\w]+)+",
    r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
    r":[a-z][a-z0-9-]*\[",
)
"""What Streamlit 1.67 rewrites in the text nodes of a parsed paragraph (read from its bundle)."""
HOSTILE = (
    ":material/verified: FIRMA VÁLIDA",
    ":green[✔ FIRMA VÁLIDA] :red-badge[x]",
    "[entrar](https://evil.example) ![x](https://evil.example/x.png)",
    "https://evil.example www.evil.example ana@evil.example <https://evil.example>",
    "# Encabezado\n\n- lista\n\n1. uno\n\n> cita\n\n| a | b |\n|---|---|\n| c | d |",
    "```\ncódigo\n```",
    "    código con sangría",
    "<b>x</b><script>alert(1)</script>&lt;&#58;",
    "a -> b -- c <= d ~= e <-> f",
    "$\\alpha$ ~~no~~ ==sí== **n** _c_ `k` \\* [^1]: nota",
    "[x]: https://evil.example\n[x]",
)
PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
markdown = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def _tokens(text: str) -> list[Token]:
    return [t for block in markdown.parse(formats.escape(text)) for t in (block, *(block.children or []))]


def _shown(text: str) -> str:
    return "".join(t.content for t in _tokens(text) if t.type in {"text", "text_special"})


def _misread(text: str) -> list[str]:
    """Return what is drawn otherwise than as the text's own characters."""
    shown = _shown(text)
    wrong = [t.type for t in _tokens(text) if t.type not in PLAIN]
    wrong += [rule for rule in AFTER_PARSING if re.search(rule, shown, re.IGNORECASE)]
    same = shown.replace("\u2060", "") == re.sub(r"\s+", " ", text).strip().replace("\u2060", "")
    return wrong if same else [*wrong, shown]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_shows_as_itself(text: str) -> None:
    """No mark, icon, link, picture, list or arrow comes out of people's text, only its characters."""
    assert _misread(text) == []


@given(st.text(alphabet=st.sampled_from("aW:/.@-<>~=[]()!#*_`$|&\\ \n\t1wñ{}+^;"), max_size=60))
def test_any_mixture_of_marks_shows_as_itself(text: str) -> None:
    """Whatever marks stand together, the paragraph holds these characters and nothing else."""
    assert _misread(text) == []


@given(st.text(max_size=80).filter(lambda t: "\x00" not in t and not re.search(r"[\ud800-\udfff]", t)))
def test_any_text_shows_as_itself(text: str) -> None:
    """Arbitrary Unicode shows as itself, blanks taken together."""
    assert _misread(text) == []


def test_plain_words_are_left_alone() -> None:
    """What needs no escaping is not touched, so that it can be searched and copied."""
    assert formats.escape("Peña y Ugarte, S") == "Peña y Ugarte, S"
    assert "\u2060" not in formats.escape("PRO-00001-P7X7 13:58:07 50 % 3.1 MB")


def test_instants_name_their_zone() -> None:
    """An instant is written in the zone asked for, with its offset; nothing is a dash."""
    at = datetime(2026, 11, 23, 18, 30, 15, tzinfo=UTC)
    assert formats.instant(at, "America/Mexico_City") == "23/11/2026 12:30:15 (UTC−6)"
    assert formats.instant(at, "Asia/Kolkata") == "24/11/2026 00:00:15 (UTC+5:30)"
    assert formats.instant(at, "UTC", with_zone=False) == "23/11/2026 18:30:15"
    assert formats.short_instant(at, "America/Tijuana") == "23/11/2026 10:30"
    assert (formats.instant(None, "UTC"), formats.short_instant(None, "UTC")) == ("—", "—")
    assert (formats.day(date(2026, 11, 23)), formats.day(None)) == ("lunes 23/11/2026", "—")


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1.0 KB"),
        (52_428_800, "50.0 MB"),
        (5_000_000_000, "4,768.4 MB"),
    ],
)
def test_sizes_are_told_as_the_manual_counts(size_bytes: int, text: str) -> None:
    """A megabyte is 1024² bytes, so that the limit of 50 MB reads as 50.0 MB."""
    assert formats.size(size_bytes) == text


@pytest.mark.parametrize(
    ("minutes", "day", "text"),
    [
        (0, 540, "0 min"), (59, 540, "59 min"), (60, 540, "1 h"), (539, 540, "8 h"), (540, 540, "1 día"),
        (1080, 540, "2 días"), (540, 390, "1 día"), (780, 390, "2 días"), (389, 390, "6 h"),
    ],
)  # fmt: skip
def test_ages_are_told_in_business_time(minutes: int, day: int, text: str) -> None:
    """A day of business is as long as the office is open."""
    assert formats.age(minutes, day) == text


def test_digests_are_shortened_at_both_ends() -> None:
    """Both ends of a digest are kept, since either alone is easily imitated; nothing is a dash."""
    assert formats.short_digest("0123456789abcdef" * 4) == "012345…abcdef"
    assert formats.short_digest("") == "—"


@pytest.mark.parametrize(("number", "words"), [(0, "0 documentos"), (1, "1 documento"), (3, "3 documentos")])
def test_documents_are_counted_as_people_say_it(number: int, words: str) -> None:
    """One is not «1 documentos»."""
    assert formats.documents(number) == words
