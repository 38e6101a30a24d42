"""E-mail messages (RFC 5322, MIME): who to whom, the bodies, and what is attached, which stays closed.

The parser's older policy (``compat32``) is used: the newer one parses addresses as it goes, and a hostile
header makes it raise, or work for longer than a header deserves. Headers are decoded here, within bounds.
"""

import email.header
import email.message
import email.parser
import email.policy
import email.utils
import re
from collections.abc import Iterator
from typing import TypeAlias

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening import markup
from core.documents.opening.text import MAX_CHARACTERS

Message: TypeAlias = "email.message.Message[str, str]"
MAX_ATTACHMENTS = 500
_MAX_HTML_CHARACTERS = 2_000_000
_MAX_HEADER, _MAX_NAME = 4000, 500
_MAX_PARTS = 20_000
_HEADERS = ("from", "sender", "reply-to", "to", "cc", "bcc", "date", "subject")


def preview(opened: Opened) -> Iterator[Frame]:
    """Yield ``{headers, text, html, truncated, attachments: [{name, media_type, size_bytes}]}``."""
    message = _parsed(opened)
    found = _Found()
    found.walk(message)
    html = markup.clean(found.html[:_MAX_HTML_CHARACTERS])
    yield Frame(
        {
            "headers": [[code, text] for code in _HEADERS if (text := _shown(code, _header(message, code)))],
            "text": found.text[:MAX_CHARACTERS],
            "html": html,
            "truncated": found.truncated
            or len(found.text) > MAX_CHARACTERS
            or len(found.html) > _MAX_HTML_CHARACTERS,
            "attachments": found.attachments,
        }
    )


def _parsed(opened: Opened) -> Message:
    """Return the message; of one that nests deeper than the parser, the headers and all else as its body."""
    parser = email.parser.BytesParser(policy=email.policy.compat32)
    try:
        return parser.parse(opened.stream)
    except RecursionError:
        message = parser.parse(opened.stream, headersonly=True)
        message.set_type("text/plain")
        return message


class _Found:
    """The plain texts one below the other, the first HTML body, and everything else as an attachment."""

    def __init__(self) -> None:
        self.text = ""
        self.html = ""
        self.truncated = False
        self.attachments: list[dict[str, object]] = []

    def walk(self, message: Message) -> None:
        """Visit every part, without recursion: a hostile message nests as deep as it likes."""
        waiting: list[Message] = [message]
        for _ in range(_MAX_PARTS):
            if not waiting:
                return
            part = waiting.pop()
            parts = part.get_payload()
            if isinstance(parts, list) and part.get_content_maintype() == "multipart":
                waiting += [p for p in reversed(parts) if isinstance(p, email.message.Message)]
            else:
                self._take(part)
        self.truncated = True

    def _take(self, part: Message) -> None:
        """Keep a part's text where it is one, else list it; a multipart that does not hold together is text."""
        kind, attached = part.get_content_type(), part.get_content_disposition() == "attachment"
        inline = not attached and not _name(part)
        if inline and (kind == "text/plain" or part.get_content_maintype() == "multipart"):
            if len(self.text) <= MAX_CHARACTERS:
                self.text += ("\n\n" if self.text else "") + _decoded(part)
        elif inline and kind == "text/html" and not self.html:
            self.html = _decoded(part)
        elif len(self.attachments) < MAX_ATTACHMENTS:
            name = _name(part) or _subject_within(part)
            self.attachments.append({"name": name, "media_type": kind[:_MAX_NAME], "size_bytes": _size(part)})
        else:
            self.truncated = True


def _decoded(part: Message) -> str:
    """Return a text part's characters; an unknown charset is read as windows-1252."""
    data = _bytes(part)
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, ValueError):
        return data.decode("cp1252", "replace")


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _size(part: Message) -> int:
    """Return the decoded size; of a message within, how much text its parts have."""
    if not part.is_multipart():
        return len(_bytes(part))
    total, waiting = 0, [part]
    for _ in range(_MAX_PARTS):
        if not waiting:
            break
        payload = waiting.pop().get_payload()
        if isinstance(payload, list):
            waiting += [p for p in payload if isinstance(p, email.message.Message)]
        else:
            total += len(str(payload))
    return total


def _name(part: Message) -> str:
    try:
        found = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):  # RFC 2231 parameters of no charset or no number
        found = ""
    return _words(found[:_MAX_NAME])


def _subject_within(part: Message) -> str:
    """Return what a message within is about: it has no other name."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    return _header(inner, "subject")[:_MAX_NAME] if isinstance(inner, email.message.Message) else ""


def _header(message: Message, name: str) -> str:
    """Return the first header of that name; bytes outside ASCII are read as UTF-8, else as windows-1252."""
    raw = next((str(text) for key, text in message.raw_items() if key.lower() == name), "")
    data = raw[:_MAX_HEADER].encode("utf-8", "surrogateescape")
    return _words(_word(data, "utf-8"))


def _shown(code: str, text: str) -> str:
    """Return a date as ``2026-11-23 10:00:00-06:00`` where it is one; any other header as it is."""
    if code != "date":
        return text
    try:
        return email.utils.parsedate_to_datetime(text).isoformat(" ")
    except (ValueError, TypeError, OverflowError, IndexError):
        return text


def _words(raw: str) -> str:
    """Return a header's value, its encoded words decoded (RFC 2047) and its folding undone."""
    try:
        parts = [_word(text, charset) for text, charset in email.header.decode_header(raw)]
    except (email.errors.HeaderParseError, ValueError, LookupError):
        parts = [raw]
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _word(text: str | bytes, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode(charset or "utf-8")
    except (LookupError, ValueError):
        return text.decode("cp1252", "replace")
