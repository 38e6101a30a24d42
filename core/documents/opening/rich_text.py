"""RTF (Microsoft's Rich Text Format 1.9.1) as plain text: nothing embedded is decoded or run."""

import codecs
import re
from collections.abc import Iterator

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.text import MAX_CHARACTERS

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_MAX_BYTES = 32 * 1024 * 1024
_MAX_DEPTH = 1000
# Groups whose words are no text of the document.
_ELSEWHERE = frozenset(
    b"fonttbl colortbl stylesheet info pict object objdata themedata colorschememapping latentstyles datastore "
    b"filetbl listtable listoverridetable rsidtbl generator xmlnstbl fldinst bkmkstart bkmkend mmathPr pgptbl "
    b"revtbl protusertbl".split()
)
_WORDS = {
    **dict.fromkeys((b"par", b"line", b"row", b"sect", b"page"), "\n"),
    **dict.fromkeys((b"tab", b"cell", b"nestcell"), "\t"),
    **dict(zip((b"emdash", b"endash", b"bullet", b"emspace", b"enspace"), "—–•  ", strict=True)),
    **dict(zip((b"lquote", b"rquote", b"ldblquote", b"rdblquote"), "‘’“”", strict=True)),
}
_SYMBOLS = {b"\\": "\\", b"{": "{", b"}": "}", b"~": " ", b"_": "-", b"\n": "\n", b"\r": "\n"}


def preview(opened: Opened) -> Iterator[Frame]:
    """Yield ``{text, truncated, converted}``."""
    reading = _Reading()
    position, data = 0, opened.map
    while position < min(opened.size, _MAX_BYTES) and reading.written <= MAX_CHARACTERS:
        token = _TOKEN.match(data, position)
        if token is None:
            break  # a backslash is the last byte
        position = token.end() + reading.take(token)
    text = reading.text()
    cut = len(text) > MAX_CHARACTERS or position < opened.size - 1
    yield Frame({"text": text[:MAX_CHARACTERS], "truncated": cut, "converted": True})


class _Reading:
    """What has been read: the text, and for each open group whether its words count."""

    def __init__(self) -> None:
        self.written = 0
        self._parts: list[str] = []
        self._skipped = [False]
        self._too_deep = 0
        self._fallback = 1
        """Characters that stand after a ``\\u`` for readers that know no Unicode."""
        self._pending = 0
        self._codec = "cp1252"

    def text(self) -> str:
        """Return the text, surrogates joined."""
        joined = "".join(self._parts)
        return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip()

    def take(self, token: re.Match[bytes]) -> int:
        """Read a token; return how many bytes after it are binary data to leave out."""
        word, number, byte, symbol, brace, plain = token.groups()
        if brace:
            self._group(opens=brace == b"{")
        elif word:
            return self._word(word, int(number) if number else None)
        elif byte:
            self._write(bytes.fromhex(byte.decode("ascii")).decode(self._codec, "replace"))
        elif symbol == b"*":
            self._skipped[-1] = True  # a destination that old readers may leave out
        elif symbol:
            self._write(_SYMBOLS.get(symbol, ""))
        elif plain:
            self._write(plain.decode(self._codec, "replace"))
        return 0

    def _group(self, *, opens: bool) -> None:
        self._pending = 0
        if opens and len(self._skipped) >= _MAX_DEPTH:
            self._too_deep += 1
        elif opens:
            self._skipped.append(self._skipped[-1])
        elif self._too_deep:
            self._too_deep -= 1
        elif len(self._skipped) > 1:
            self._skipped.pop()

    def _word(self, word: bytes, number: int | None) -> int:
        if word == b"bin":
            return max(0, number or 0)
        if word in _ELSEWHERE:
            self._skipped[-1] = True
        elif word == b"uc":
            self._fallback = min(max(number or 0, 0), 10)
        elif word == b"ansicpg":
            self._codec = _codec(number or 0)
        elif word == b"u" and number is not None:
            self._pending = 0
            self._write(chr(number & 0xFFFF))
            self._pending = self._fallback
        elif word in _WORDS:
            self._write(_WORDS[word])
        return 0

    def _write(self, text: str) -> None:
        left_out = min(self._pending, len(text))
        self._pending -= left_out
        if not self._skipped[-1]:
            self._parts.append(text[left_out:])
            self.written += len(text) - left_out


def _codec(page: int) -> str:
    """Return the codec of a code page of Windows, 1252 for one that is none."""
    try:
        return codecs.lookup(f"cp{page}").name
    except LookupError:
        return "cp1252"
