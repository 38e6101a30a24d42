"""The names of the board's tables, columns and codes, read from ``data/texts`` as the mail's templates are."""

import tomllib
from pathlib import Path

from core.domain.chart_tables import BoardWords


def load_board_words(data: Path) -> BoardWords:
    """Read the words; the catalogues' names come with ``BoardWords.with_catalogs``.

    Args:
        data: the shipped data.

    Raises:
        OSError, tomllib.TOMLDecodeError, KeyError: the file is missing or spoilt.
    """
    content = tomllib.loads((data / "texts" / "board.toml").read_text(encoding="utf-8"))["board"]
    return BoardWords(content["tables"], content["columns"], content["printed"], content["labels"])
