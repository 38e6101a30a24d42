"""What the board's address says, whoever wrote it."""

from datetime import date

import pytest

from console.board_address import BoardAddress, board_address, spans, usual

TODAY = date(2026, 11, 23)


def test_an_address_that_says_nothing_asks_for_thirty_days() -> None:
    """The usual range ends today and has thirty days, of every type."""
    found = board_address({}, TODAY)
    assert found == usual(TODAY) == BoardAddress(date(2026, 10, 25), TODAY)
    assert (found.until - found.since).days == 29


@pytest.mark.parametrize(
    "params",
    [
        {"desde": "ayer", "hasta": "2026-13-40"},
        {"desde": "0001-01-01"},
        {"hasta": "9999-12-31"},
        {"tipo": "X" * 4000},
        {"lista": "por_tomar", "otro": "1"},
    ],
)
def test_what_is_no_day_and_no_code_is_as_if_nobody_had_written_it(params: dict[str, str]) -> None:
    """Neither a fault nor a range of millennia."""
    assert board_address(params, TODAY) == usual(TODAY)


def test_an_address_is_read_back_as_it_was_written() -> None:
    """Also where its days stood the wrong way round."""
    asked = BoardAddress(date(2026, 11, 1), date(2026, 11, 20), "DEN")
    assert board_address(asked.params(), TODAY) == asked
    turned = {"desde": "2026-11-20", "hasta": "2026-11-01", "tipo": "DEN"}
    assert board_address(turned, TODAY) == asked
    assert "tipo" not in usual(TODAY).params()


def test_an_end_long_ago_does_not_leave_the_beginning_behind_it() -> None:
    """Only the last day is given, and it lies before the usual first one."""
    found = board_address({"hasta": "2026-01-05"}, TODAY)
    assert found == BoardAddress(date(2026, 1, 5), date(2026, 1, 5))


def test_named_ranges_are_whole_weeks_and_months() -> None:
    """The week begins on Monday; the month before is whole."""
    found = {name: (span.since, span.until) for name, span in spans(date(2026, 3, 1)).items()}
    assert found["semana"] == (date(2026, 2, 23), date(2026, 3, 1))
    assert found["semana_anterior"] == (date(2026, 2, 16), date(2026, 2, 22))
    assert found["mes_anterior"] == (date(2026, 2, 1), date(2026, 2, 28))
    assert found["mes"] == (date(2026, 3, 1), date(2026, 3, 1))
