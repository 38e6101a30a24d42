"""Messages made to harm whoever shows them."""

import json
from collections.abc import Iterator

import pytest

from console.web.document_json import preview_json
from core.documents.previews import (
    MailPreview,
)
from tests import preview_samples as samples
from tests.reading_desk import ReadingDesk, desk_in


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingDesk]:
    """Return a desk for the whole module."""
    with desk_in(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def test_a_message_of_very_many_parts_is_cut(desk: ReadingDesk) -> None:
    """Ten thousand attachments, five hundred listed."""
    part = b"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n"
    data = b"From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 10_000 + b"--b--\r\n"
    shown = desk.shown(data, "a.eml")
    assert isinstance(shown, MailPreview)
    assert (len(shown.attachments), shown.truncated) == (500, True)


def test_a_message_nested_without_end_shows_its_headers(desk: ReadingDesk) -> None:
    """Messages within messages, and multiparts within multiparts, deeper than any parser goes."""
    inner = b"Content-Type: message/rfc822\r\n\r\n" * 5000
    shown = desk.shown(b"Subject: hondo\r\n" + inner, "a.eml")
    assert isinstance(shown, MailPreview)
    assert dict(shown.headers)["subject"] == "hondo"
    parts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
    )
    shown = desk.shown(b"Subject: ancho\r\n" + parts, "a.eml")
    assert isinstance(shown, MailPreview)
    assert dict(shown.headers)["subject"] == "ancho"


HEADERS = (
    b"Subject: =?utf-8?q?" + b"=41" * 100_000 + b"?=",
    b"Subject: =?no-such?b?\xff\xfe?= =?utf-8?b?!!!?= =?utf-8?q?a=ZZ?=",
    b"From: " + b"(" * 50_000,
    b"From: " + b"a@b.c, " * 50_000,
    b"Subject: " + b"\r\n x" * 50_000,
    b"Subject: a\xe1\xff\x00b",
    b"Date: 99999-99-99",
    b"Content-Type: " + b"a/b;" * 20_000,
    b"Content-Type: text/plain; charset*=x''%ff; name*0*=\xff'x'%00; name*9999999999999999999=b",
    b"Content-Type: text/plain; charset=idna",
    b"Content-Transfer-Encoding: x-uuencode\r\nSubject: x",
    b"From: =?utf-8?b?4oCuZ3BqLmV4ZQ==?= <a@b.c>",
)


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_headers_of_any_kind_are_shown_within_bounds(desk: ReadingDesk, header: bytes) -> None:
    """Unknown charsets, broken words, endless lists: a message all the same, and short."""
    shown = desk.shown(b"To: x\r\n" + header + b"\r\n\r\nbegin 644 x\n#86)C\n`\nend\n", "a.eml")
    assert isinstance(shown, MailPreview)
    assert all(len(value) <= 1000 and "\u202e" not in value for _, value in shown.headers)
    json.dumps(preview_json(shown), ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize(
    "html",
    [
        "<svg onload=x()><script>1</script></svg><p>a</p>",
        "<math><mtext><table><mglyph><style><img src=x onerror=x()></style></mglyph></table></mtext></math>",
        "<img src='data:image/svg+xml;base64,AA'><iframe srcdoc='<script>1</script>'></iframe>",
        "<a href='javascript:x()'>a</a><form action=//x><input name=a></form><meta http-equiv=refresh content=0>",
        "<div style='position:fixed;background:url(//x)'>a</div><link rel=stylesheet href=//x><base href=//x>",
        "<b>" * 50_000,
    ],
)
def test_html_of_a_message_cannot_act(desk: ReadingDesk, html: str) -> None:
    """No script, handler, style, link, form, frame or picture from elsewhere survives."""
    shown = desk.shown(samples.message(html), "a.eml")
    assert isinstance(shown, MailPreview)
    cleaned = shown.html.lower()
    assert not [
        bad
        for bad in ("<script", "onload", "onerror", "style", "href", "<form", "<iframe", "//x")
        if bad in cleaned
    ]
