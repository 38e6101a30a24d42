"""Text, CSV, XML, JSON, mail, RTF and what only says that it is one of them."""

import base64

from tests.hostile.office import LAUGHS
from tests.hostile.sample import Hostile, Maker

_MIB = 1024 * 1024


def page_named_pdf() -> Hostile:
    """A web page that calls itself a PDF."""
    return Hostile(
        "página.pdf", b"<!DOCTYPE html><html><script>alert(1)</script></html>", ("damaged|type_not_admitted",)
    )


def program_named_pdf() -> Hostile:
    """A program that calls itself a PDF."""
    return Hostile("programa.pdf", b"MZ\x90\0" + bytes(500), ("type_not_admitted|damaged",))


def empty() -> Hostile:
    """Nothing at all."""
    return Hostile("vacío.pdf", b"", ("empty",))


def one_byte() -> Hostile:
    """One byte."""
    return Hostile("un byte.pdf", b"%", ("damaged",))


def one_line() -> Hostile:
    """A CSV of one line of 40 MiB."""
    return Hostile("una línea.csv", b"campo;" * (40 * _MIB // 6), slow=True)


def one_field() -> Hostile:
    """A CSV whose one field opens a quotation mark and never closes it."""
    return Hostile("una comilla.csv", b'a,"' + b"\n" * (4 * _MIB))


def formulas() -> Hostile:
    """A CSV whose cells are formulas for whoever opens it in a spreadsheet."""
    return Hostile("fórmulas.csv", b"=cmd|'/c calc'!A1,+1+1,-2+3,@SUM(1),\t=1\n", ("active_content:dde",))


def deep_xml() -> Hostile:
    """A million elements, one in the other."""
    return Hostile("profundo.xml", b"<?xml version='1.0'?>" + b"<a>" * 1_000_000 + b"</a>" * 1_000_000)


def laughing_xml() -> Hostile:
    """Billion laughs, plain."""
    return Hostile("risas.xml", f'<?xml version="1.0"?>{LAUGHS}<l>&i;</l>'.encode())


def many_attributes() -> Hostile:
    """One element with half a million attributes."""
    text = b"<?xml version='1.0'?><a " + b"".join(b"a%d='' " % n for n in range(500_000)) + b"/>"
    return Hostile("atributos.xml", text, slow=True)


def deep_json() -> Hostile:
    """Ten million brackets."""
    return Hostile("profundo.json", b"[" * 10_000_000, ("damaged",))


def long_number() -> Hostile:
    """A number of five million digits, which takes a naive reader hours."""
    return Hostile("número.json", b"1" * 5_000_000, slow=True)


def many_keys() -> Hostile:
    """A million keys in one object."""
    keys = b",".join(b'"%d":%d' % (n, n) for n in range(1_000_000))
    return Hostile("llaves.json", b"{" + keys + b"}", slow=True)


def wide_text() -> Hostile:
    """UTF-16 with half a character at its end and surrogates that have no partner."""
    return Hostile("dieciséis.txt", b"\xff\xfe" + b"\x00\xd8a\0" * 10_000 + b"\x00")


def seven_bits() -> Hostile:
    """UTF-7, in which «<script>» has no angle bracket."""
    return Hostile("siete.txt", "<script>alert(1)</script>".encode("utf-7"))


def directions() -> Hostile:
    """Text that turns its direction around, with invisible characters and a byte that is none."""
    return Hostile("direcciones.txt", "\u202e\u2066\u200b\ufeffotxet\u0000".encode() + b"\xff\xfe\x80")


def fifty_mebibytes() -> Hostile:
    """The largest text that may be filed."""
    return Hostile("largo.txt", b"Promocion. " * (50 * _MIB // 11), slow=True)


def _mail(body: str, kind: str = "text/plain") -> bytes:
    head = "From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    return f"{head}Content-Type: {kind}\r\n\r\n{body}".encode()


def deep_mail() -> Hostile:
    """Three thousand parts, one in the other."""
    text = "fin"
    depth = 3_000
    opening = "".join(
        f'--b{n}\r\nContent-Type: multipart/mixed; boundary="b{n + 1}"\r\n\r\n' for n in range(depth)
    )
    return Hostile("profundo.eml", _mail(opening + text, 'multipart/mixed; boundary="b0"'), slow=True)


def many_parts() -> Hostile:
    """Fifty thousand attachments."""
    part = '--b\r\nContent-Disposition: attachment; filename="../../x.exe"\r\n\r\nA\r\n'
    return Hostile("partes.eml", _mail(part * 50_000 + "--b--", 'multipart/mixed; boundary="b"'), slow=True)


def long_headers() -> Hostile:
    """A subject of a mebibyte of encoded words, and a thousand addresses that do not end."""
    subject = " =?utf-8?b?" + base64.b64encode("ñ".encode() * 20).decode() + "?="
    head = "Subject:" + subject * 10_000 + "\r\nTo: " + "(((((<" * 50_000
    return Hostile("encabezados.eml", f"From: a@example.org\r\n{head}\r\n\r\nx".encode(), slow=True)


def mail_with_a_page() -> Hostile:
    """A mail whose page has a script, loads a picture and sends a form."""
    page = '<script>alert(1)</script><img src="http://127.0.0.1:9/a.png" onerror=alert(1)><form action="http://x">'
    return Hostile("página.eml", _mail(page, "text/html; charset=utf-8"))


def rich_text_with_an_object() -> Hostile:
    """An RTF that updates an object and fetches a template."""
    text = (
        rb"{\rtf1{\*\template http://127.0.0.1:9/t.dotm}{\object\objautlink\objupdate{\*\objdata 01050000"
        rb"0200000008000000}}\bin4294967295 \u-99999999999?" + b"{" * 100_000
    )
    return Hostile("objeto.rtf", text)


MAKERS: tuple[Maker, ...] = (
    *(page_named_pdf, program_named_pdf, empty, one_byte, one_line, one_field, formulas),
    *(deep_xml, laughing_xml, many_attributes, deep_json, long_number, many_keys),
    *(wide_text, seven_bits, directions, fifty_mebibytes),
    *(deep_mail, many_parts, long_headers, mail_with_a_page, rich_text_with_an_object),
)
