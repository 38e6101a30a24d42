"""What acts in a file is named, wherever and however it is written; what only waits for a click is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.config import Settings
from core.documents.reader import DocumentReader

XML = '<?xml version="1.0"?>'
XHTML, SVG = 'xmlns:x="http://www.w3.org/1999/xhtml"', 'xmlns:s="http://www.w3.org/2000/svg"'
TEXTS = {
    "orden.csv": ("=cmd|'/c calc'!A1,2\r\n", ["dde"]),
    "entre comillas.csv": ('a;"=1+""b""&cmd|\'/c calc\'!A1";2\r\n', ["dde"]),
    "con coma.csv": ("a;@cmd|'/c a,b'!A0;2\n", ["dde"]),
    "pide.csv": ('a,"=WEBSERVICE(""http://127.0.0.1:1/x"")"\n', ["external_resources"]),
    "cuentas.csv": ("-5,+3.20,@nadie,a|b!,=SUMA(A1:A2)\n- uno; dos | tres\n", []),
    "dtd.xml": (f'{XML}<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>', ["external_resources"]),
    "entidad.xml": (f'{XML}<!DOCTYPE a [<!ENTITY e SYSTEM "file:///e">]><a>&e;</a>', ["external_resources"]),
    "hoja.xml": (f'{XML}<?xml-stylesheet type="text/xsl" href="a.xsl"?><a/>', ["external_resources"]),
    "incluye.xml": (
        f'{XML}<a xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="b"/></a>',
        ["external_resources"],
    ),
    "imagen.xml": (
        f'{XML}<x:div {XHTML}><x:img src="http://127.0.0.1:1/i"/></x:div>',
        ["external_resources"],
    ),
    "programa.xml": (f"{XML}<x:div {XHTML}><x:script>alert(1)</x:script></x:div>", ["javascript"]),
    "atributo.xml": (f'{XML}<s:g {SVG} onload="alert(1)"/>', ["javascript"]),
    "entidad interna.xml": (
        f"{XML}<!DOCTYPE a [<!ENTITY e '<x:&#115;cript {XHTML}>alert(1)</x:script>'>]><a>&e;</a>",
        ["javascript"],
    ),
    "enlace.xml": (f'{XML}<x:p {XHTML}><x:a href="http://127.0.0.1:1/">x</x:a></x:p>', []),
    "factura.xml": (
        f'{XML}<c xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://a http://b"/>',
        [],
    ),
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentReader]:
    """Return a reader with the settings that ship."""
    with DocumentReader(Settings(), tmp_path_factory.mktemp("cache")) as running:
        yield running


def _active(reader: DocumentReader, path: Path, name: str, data: bytes) -> list[object]:
    path.write_bytes(data)
    findings = reader.inspect(path, name).findings
    assert {f.code for f in findings} <= {"active_content", "without_text"}, findings
    return [f.facts["kind"] for f in findings if f.code == "active_content"]


@pytest.mark.parametrize("name", TEXTS)
def test_what_acts_in_text_is_named(reader: DocumentReader, tmp_path: Path, name: str) -> None:
    """A spreadsheet obeys cells of a CSV; a browser runs and fetches what an XML file says."""
    text, kinds = TEXTS[name]
    assert _active(reader, tmp_path / "x", name, text.encode()) == kinds


def test_what_acts_in_text_of_two_bytes_a_character_is_named(reader: DocumentReader, tmp_path: Path) -> None:
    """Excel writes its Unicode text so."""
    assert _active(reader, tmp_path / "x", "a.csv", "=cmd|'/c calc'!A1\t2\n".encode("utf-16")) == ["dde"]
