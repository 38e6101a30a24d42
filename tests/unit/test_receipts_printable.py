"""What an acuse can print of a text, and the words and times it puts beside codes."""

import tomllib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendar import FiledReason
from core.domain.verdict import Revocation
from core.receipts.printable import PRINTED_RANGES, Printable, has_codes, printable, printable_tree
from core.receipts.words import load_words
from tests.receipts_samples import DATA

WORDS = load_words(DATA / "texts" / "receipts.toml")
PRINTED = {chr(code) for first, last in PRINTED_RANGES for code in range(first, last + 1)} | set("\n⟨⟩")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Ñandú & Cía. «única» — 50 % €", "Ñandú & Cía. «única» — 50 % €"),
        ("MUN\u0303OZ", "MUÑOZ"),
        ("pago 😀😀.pdf", "pago ⟨U+1F600 U+1F600⟩.pdf"),
        ("factura\u202efdp.exe", "factura⟨U+202E⟩fdp.exe"),
        ("שלום", "⟨U+05E9 U+05DC U+05D5 U+05DD⟩"),
        ("⟨U+1F600⟩", "⟨U+27E8⟩U+1F600⟨U+27E9⟩"),
        ("a\u200bb\x00\x1b", "a⟨U+200B⟩b⟨U+0000 U+001B⟩"),
        ("lone \ud800", "lone ⟨U+D800⟩"),
        ("a\r\nb\u2028c\td\u00a0e", "a\nb\nc d e"),
    ],
)
def test_text_is_printed_or_told_by_its_codes(written: str, printed: str) -> None:
    """Letters stay; whatever has no glyph, hides or turns the reading direction appears as its code."""
    assert printable(written) == printed


@given(st.text())
def test_nothing_unprintable_is_left(text: str) -> None:
    """Whatever was written, only characters of the printed ranges remain."""
    assert set(printable(text)) <= PRINTED


@given(st.text())
def test_codes_are_told_from_letters(text: str) -> None:
    """The paper explains its codes exactly when there are some."""
    composed = printable(text)
    assert has_codes({"a": [text and composed]}) == ("⟨" in composed)


def test_tree_keeps_keys_numbers_and_absences() -> None:
    """Only texts change inside nested values."""
    tree: Printable = {"a": ["\u202e", 7, None, True], "b": {"c": "x"}}
    assert printable_tree(tree) == {"a": ["⟨U+202E⟩", 7, None, True], "b": {"c": "x"}}
    assert not has_codes({"a": [7, None, True], "b": "x"})


@pytest.mark.parametrize(
    ("zone", "local", "named"),
    [
        ("America/Mexico_City", "20/11/2026 10:07:20", "Tiempo del Centro (UTC−6)"),
        ("America/Cancun", "20/11/2026 11:07:20", "Tiempo del Sureste (UTC−5)"),
        ("America/Tijuana", "20/11/2026 08:07:20", "Tiempo del Noroeste (UTC−8)"),
        ("Asia/Kolkata", "20/11/2026 21:37:20", "Asia/Kolkata (UTC+5:30)"),
        ("UTC", "20/11/2026 16:07:20", "UTC (UTC+0)"),
    ],
)
def test_instant_is_local_and_names_its_zone(zone: str, local: str, named: str) -> None:
    """An instant is printed to the second in its zone, with the zone's Mexican name and its offset."""
    moment = datetime(2026, 11, 20, 16, 7, 20, tzinfo=UTC)
    assert WORDS.instant(moment, zone) == {"local": local, "zone": named}


def test_day_and_media_type_have_words() -> None:
    """A day carries its weekday; a media type without a usual name is printed as it is."""
    assert WORDS.day(date(2026, 11, 23)) == "lunes 23/11/2026"
    assert WORDS.media_type("application/pdf") == "PDF"
    assert WORDS.media_type("application/x-unknown") == "application/x-unknown"


def test_every_type_that_is_recognised_has_words() -> None:
    """A document of a type that is not admitted may be filed too, and nobody reads ``message/rfc822``."""
    catalog = tomllib.loads((DATA / "catalogs" / "media_types.toml").read_text("utf-8"))
    known = [row["media_type"] for row in catalog["media_types"]]
    assert [code for code in known if WORDS.media_type(code) == code] == []


def test_every_code_a_record_may_hold_has_words() -> None:
    """Each reason of the calendar and each answer on revocation has its sentence, and no other."""
    assert set(WORDS.filed_reason) == set(FiledReason)
    assert set(WORDS.revocation) == set(Revocation)
    assert len(WORDS.weekdays) == 7
