"""The board's figures, and who may read them."""

from datetime import date

from core.domain.people import Permission
from tests.permissions.rules import ANY, Row, permitted

READS = permitted(Permission.READ_BOARD)
_ALWAYS = (date.min, date.max)

BOARD_ROWS: dict[str, Row] = {
    "board.figures": Row(lambda w, a, _: w.oficialia.board.figures(a, *_ALWAYS), READS, ANY),
}
BOARD_UNASKED: dict[str, str] = {
    **{
        f"board_tallying.{name}": "the server itself, or the operator's command line"
        for name in ("keep", "is_rebuilding", "begin_rebuilding", "go_on_rebuilding")
    },
    "reporting.figures": "the operator's command line",
}
