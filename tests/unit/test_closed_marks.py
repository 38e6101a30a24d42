"""The marks of the closed view, which the table keeps by place."""

from console.closed_screen import places_key


def test_marks_do_not_move_to_other_rows() -> None:
    """Once a row goes, comes or changes place the table begins without marks; the same rows keep theirs."""
    kept = places_key("cerradas_", [7, 5, 3])
    assert places_key("cerradas_", [7, 5, 3]) == kept
    for others in ([7, 3], [9, 7, 5, 3], [5, 7, 3]):
        assert places_key("cerradas_", others) != kept
