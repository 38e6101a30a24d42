"""PDFs that loop, swell, act, or are something else as well (ISO 32000-2)."""

import zlib
from collections.abc import Mapping, Sequence

from tests.documents_samples import (
    encrypted_pdf,
    form_pdf,
    package,
    pdf,
    pdf_bomb,
    pdf_with_attachment,
    pdf_with_page_action,
)
from tests.hostile.sample import Hostile, Maker

_MIB = 1024 * 1024


def with_objects(
    objects: Mapping[int, bytes], *, trailer: bytes = b"/Root 1 0 R", pages: bool = True
) -> bytes:
    """Return a PDF of these objects; a catalogue and a page tree of one page are there unless given.

    Args:
        objects: number → what stands between ``obj`` and ``endobj``.
        trailer: more entries of the trailer dictionary.
        pages: put in objects 1 to 3 where missing.
    """
    given = dict(objects)
    if pages:
        given.setdefault(1, b"<< /Type /Catalog /Pages 2 0 R >>")
        given.setdefault(2, b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>")
        given.setdefault(3, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>")
        given.setdefault(4, stream(b"0 0 m 600 700 l S"))
    out, offsets = bytearray(b"%PDF-1.7\n"), {}
    for number, body in sorted(given.items()):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table, size = len(out), max(given) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        kind = b"n" if number in offsets else b"f"
        out += b"%010d 00000 %s \n" % (offsets.get(number, 0), kind)
    return bytes(out + b"trailer << /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, table))


def stream(data: bytes, entries: str = "", *, deflate: bool = False) -> bytes:
    """Return a stream object's text."""
    kept = zlib.compress(data, 9) if deflate else data
    filters = "/Filter /FlateDecode" if deflate else ""
    return f"<< /Length {len(kept)} {filters} {entries} >>\nstream\n".encode() + kept + b"\nendstream"


def _page(content: bytes, resources: str = "", *, deflate: bool = True) -> dict[int, bytes]:
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << {resources} >> >>"
    return {3: page.encode(), 4: stream(content, deflate=deflate)}


def _active(name: str, catalog: str, *found: str) -> Maker:
    return lambda: Hostile(name, pdf(catalog=catalog), tuple(f"active_content:{kind}" for kind in found))


def bomb() -> Hostile:
    """1.3 KB a GiB: deflate in deflate in deflate, nine GiB of page content."""
    return Hostile("bomba anidada.pdf", pdf_bomb(), slow=True)


def page_tree_loop() -> Hostile:
    """The page tree's child is the page tree."""
    tree = b"<< /Type /Pages /Count 3 /Kids [2 0 R 5 0 R] /Parent 5 0 R >>"
    other = b"<< /Type /Pages /Count 3 /Kids [2 0 R] /Parent 2 0 R >>"
    return Hostile("páginas en círculo.pdf", with_objects({2: tree, 5: other}))


def page_tree_depth() -> Hostile:
    """Five thousand levels of page tree above one page."""
    objects = {
        n: b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (n + 1 if n < 5_009 else 3)
        for n in range(10, 5_010)
    }
    return Hostile(
        "páginas profundas.pdf",
        with_objects({2: b"<< /Type /Pages /Count 1 /Kids [10 0 R] >>", **objects}),
    )


def many_pages_claimed() -> Hostile:
    """A count of two thousand million pages, one of them there."""
    tree = b"<< /Type /Pages /Count 2147483647 /Kids [3 0 R] >>"
    return Hostile("dos mil millones de páginas.pdf", with_objects({2: tree}))


def many_pages() -> Hostile:
    """Twenty thousand pages that are all the same object."""
    kids = b"3 0 R " * 20_000
    tree = b"<< /Type /Pages /Count 20000 /Kids [" + kids + b"] >>"
    return Hostile("veinte mil páginas.pdf", with_objects({2: tree}), ("too_many_pages|page_counts_differ",))


def xref_loop() -> Hostile:
    """Each cross-reference table names itself as the one before it."""
    data = with_objects({})
    table = data.rindex(b"xref\n0")
    return Hostile("tablas en círculo.pdf", data.replace(b"/Root", b"/Prev %d /Root" % table))


def xref_of_thousands_of_millions() -> Hostile:
    """A cross-reference stream that says it has 2^31 entries of no bytes at all."""
    body = stream(b"", "/Type /XRef /Size 2147483647 /Index [0 2147483647] /W [0 0 0] /Root 1 0 R")
    head = with_objects({})
    head = head[: head.rindex(b"xref\n0")]
    return Hostile(
        "tabla infinita.pdf", head + b"9 0 obj\n" + body + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    )


def object_stream_loop() -> Hostile:
    """An object stream that extends itself and holds itself."""
    held = stream(b"7 0 << /A 7 0 R >>", "/Type /ObjStm /N 100000 /First 4 /Extends 7 0 R")
    return Hostile("objetos en círculo.pdf", with_objects({7: held, 8: b"7 0 R"}))


def length_loop() -> Hostile:
    """A stream whose length is the stream itself."""
    content = b"<< /Length 4 0 R >>\nstream\n0 0 m\nendstream"
    return Hostile("longitud en círculo.pdf", with_objects({4: content}))


def deep_arrays() -> Hostile:
    """Two hundred thousand arrays, one in the other, where an action may stand."""
    depth = 200_000
    return Hostile(
        "arreglos profundos.pdf", pdf(catalog="/OpenAction " + "[" * depth + "]" * depth), slow=True
    )


def deep_dictionaries() -> Hostile:
    """Actions that follow one another fifty thousand times."""
    depth = 50_000
    chain = "<< /S /Named /Next " * depth + "null" + " >>" * depth
    return Hostile("acciones sin fin.pdf", pdf(catalog=f"/OpenAction {chain}"), slow=True)


def form_recursion() -> Hostile:
    """A drawing that draws itself, twice."""
    form = stream(
        b"/F Do /F Do",
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>",
    )
    objects = {**_page(b"/F Do", "/XObject << /F 5 0 R >>"), 5: form}
    return Hostile("dibujo de sí mismo.pdf", with_objects(objects))


def form_tree() -> Hostile:
    """Thirty drawings, each of which draws the next one ten times: 10^30 in all."""
    objects = _page(b"/F Do", "/XObject << /F 10 0 R >>")
    for n in range(10, 40):
        entries = f"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /F {n + 1} 0 R >> >>"
        objects[n] = stream(b"/F Do " * 10, entries)
    objects[40] = stream(b"0 0 m 600 700 l S", "/Type /XObject /Subtype /Form /BBox [0 0 612 792]")
    return Hostile("árbol de dibujos.pdf", with_objects(objects), slow=True)


def font_recursion() -> Hostile:
    """A Type 3 font whose letter is written in that font."""
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 65 /LastChar 65"
        b" /Widths [9] /Encoding << /Differences [65 /a] >> /CharProcs << /a 6 0 R >>"
        b" /Resources << /Font << /F 5 0 R >> >> >>"
    )
    letter = stream(b"9 0 d0 BT /F 9 Tf (AAAA) Tj ET")
    objects = {**_page(b"BT /F 9 Tf 9 9 Td (A) Tj ET", "/Font << /F 5 0 R >>"), 5: font, 6: letter}
    return Hostile("letra de letras.pdf", with_objects(objects))


def character_map_loop() -> Hostile:
    """A font whose character map uses itself, with a program of noise."""
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Loop /Encoding 6 0 R /ToUnicode 6 0 R"
        b" /DescendantFonts [7 0 R] >>"
    )
    table = stream(
        b"/CIDInit /ProcSet findresource begin 9 dict begin begincmap "
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
        b"1 beginbfrange <0000> <FFFFFFFF> <0041> endbfrange endcmap",
        "/Type /CMap /CMapName /Loop /UseCMap 6 0 R",
    )
    below = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Loop /FontDescriptor 8 0 R /W [0 4294967295 500] >>"
    described = b"<< /Type /FontDescriptor /FontName /Loop /Flags 4 /FontFile2 9 0 R >>"
    program = stream(b"\0\1\0\0\xff\xff" + b"loca\xff\xff\xff\xff" * 4_000)
    objects = {
        **_page(b"BT /F 9 Tf 9 9 Td <00410042> Tj ET", "/Font << /F 5 0 R >>"),
        5: font,
        6: table,
        7: below,
        8: described,
        9: program,
    }
    return Hostile("mapa de letras en círculo.pdf", with_objects(objects))


def endless_tiles() -> Hostile:
    """A pattern of tiles that are a thousandth of a point apart."""
    pattern = stream(
        b"0 0 m 1 1 l S",
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 500 500] /XStep .001 /YStep .001"
        " /Resources << >>",
    )
    objects = {**_page(b"/Pattern cs /P scn 0 0 612 792 re f", "/Pattern << /P 5 0 R >>"), 5: pattern}
    return Hostile("mosaico sin fin.pdf", with_objects(objects), slow=True)


def endless_dashes() -> Hostile:
    """A line a thousand million points long, dashed each ten-thousandth of a point."""
    content = b"[.0001 .0001] 0 d 0 0 m 1000000000 700 l S " * 50
    return Hostile("rayas sin fin.pdf", with_objects(_page(content)), slow=True)


def endless_content() -> Hostile:
    """A hundred MiB of curves in a hundred KiB."""
    return Hostile(
        "curvas sin fin.pdf", with_objects(_page(b"0 0 m 9 700 600 9 600 700 c S\n" * 3_500_000)), slow=True
    )


def endless_saves() -> Hostile:
    """Two million saved graphics states, none restored."""
    return Hostile("estados sin fin.pdf", with_objects(_page(b"q " * 2_000_000)), slow=True)


def huge_shading() -> Hostile:
    """A shading over a page that a function of a hundred inputs colours."""
    function = (
        b"<< /FunctionType 0 /Domain [0 1 0 1] /Range [0 1 0 1 0 1] /Size [30000 30000] /BitsPerSample 32"
        b" /Length 0 >>"
    )
    shading = b"<< /ShadingType 1 /ColorSpace /DeviceRGB /Function 6 0 R >>"
    objects = {
        **_page(b"/S sh", "/Shading << /S 5 0 R >>"),
        5: shading,
        6: function + b"\nstream\n\nendstream",
    }
    return Hostile("sombra enorme.pdf", with_objects(objects))


def _image(name: str, coding: str, data: bytes, size: str = "/Width 40000 /Height 40000") -> Hostile:
    picture = stream(
        data,
        f"/Type /XObject /Subtype /Image {size} /ColorSpace /DeviceRGB /BitsPerComponent 8 {coding}",
    )
    objects = {**_page(b"612 0 0 792 0 0 cm /I Do", "/XObject << /I 5 0 R >>"), 5: picture}
    return Hostile(name, with_objects(objects), slow=True)


def images() -> Sequence[Maker]:
    """Pictures of 1600 megapixels in each coding, with noise for data."""
    noise = bytes((n * 7919) % 251 for n in range(5_000))
    jpx = b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 \0\0\0\0jp2 \xff\x4f\xff\x51\0\x2f\0\0" + noise
    jbig2 = (
        b"\0\0\0\0\x30\0\1\0\0\0\x13" + b"\xff\xff\xff\xf0" * 2 + bytes(11) + b"\0\0\0\1\x06\x20\0\1" + noise
    )
    codings = {
        "jbig2": ("/Filter /JBIG2Decode", jbig2),
        "jpx": ("/Filter /JPXDecode", jpx),
        "dct": ("/Filter /DCTDecode", b"\xff\xd8\xff\xe0\0\x10JFIF" + noise),
        "ccitt": ("/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 60000 /Rows 60000 >>", noise),
        "lzw": ("/Filter /LZWDecode", noise),
        "carreras": ("/Filter /RunLengthDecode", b"\x81\0" * 100_000 + b"\x80"),
        "deflate": ("/Filter /FlateDecode", zlib.compress(bytes(64 * _MIB), 9)),
        "predictor": (
            "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 2147483647 /Columns 2147483647 >>",
            zlib.compress(noise),
        ),
    }
    return [
        lambda name=name, coding=coding, data=data: _image(f"imagen {name}.pdf", coding, data)  # type: ignore[misc]  # mypy does not infer defaults of a lambda
        for name, (coding, data) in codings.items()
    ]


def page_without_end() -> Hostile:
    """Pages as large as a country, of no size, and of none that is a number."""
    boxes = ("0 0 1e9 1e9", "0 0 0 0", "9 9 -9 -9", "nan inf 1e999 -1e999", "0 0 1 99999999")
    objects: dict[int, bytes] = {}
    for number, box in enumerate(boxes, 10):
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /UserUnit 1000000 /Contents 4 0 R >>".encode()
        )
    kids = " ".join(f"{number} 0 R" for number in objects)
    objects[2] = f"<< /Type /Pages /Count {len(boxes)} /Kids [{kids}] >>".encode()
    return Hostile("páginas enormes.pdf", with_objects(objects))


def javascript() -> Hostile:
    """A script on opening, its name written with an escape, as scanners miss it."""
    catalog = "/OpenAction << /S /J#61vaScript /JS (app.alert\\(1\\)) >>"
    return Hostile("guion.pdf", pdf(catalog=catalog), ("active_content:javascript",))


def javascript_in_object_stream() -> Hostile:
    """The same inside a compressed object stream, behind a name tree."""
    held = b"5 0 << /Names [(a) << /S /JavaScript /JS (1) >>] >>"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /Names << /JavaScript << /Kids [5 0 R] >> >> >>",
        6: stream(held, "/Type /ObjStm /N 1 /First 4", deflate=True),
    }
    data = with_objects(objects)
    start = data.rindex(b"xref\n0")
    offsets = [data.find(b"%d 0 obj" % number) for number in range(8)]
    rows = b"".join(
        b"\2\0\0\0\6\0"
        if n == 5
        else b"\1" + (max(offsets[n], 0) if n < 7 else start).to_bytes(4, "big") + b"\0"
        for n in range(8)
    )
    table = stream(rows, "/Type /XRef /Size 8 /W [1 4 1] /Root 1 0 R")
    data = data[:start] + b"7 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return Hostile("guion escondido.pdf", data, ("active_content:javascript",))


def launches() -> Hostile:
    """It starts a program when its page is shown."""
    return Hostile("lanza.pdf", pdf_with_page_action("/Launch"), ("active_content:launch",))


def carries_a_file() -> Hostile:
    """A file is embedded in it."""
    return Hostile("con adjunto.pdf", pdf_with_attachment(), ("active_content:embedded_files",))


def xfa_form() -> Hostile:
    """A form that only one maker's reader shows."""
    return Hostile("formulario.pdf", form_pdf(), ("active_content:xfa",))


def needs_a_password() -> Hostile:
    """Nobody opens it without its password."""
    return Hostile("con contraseña.pdf", encrypted_pdf("secreto"), ("password_protected",))


def encrypted_by_nonsense() -> Hostile:
    """An encryption that no reader knows, with a key of a thousand million bits."""
    data = with_objects(
        {9: b"<< /Filter /Standard /V 99 /R 99 /Length 1000000000 /O () /U () /P -1 >>"},
        trailer=b"/Root 1 0 R /Encrypt 9 0 R /ID [() ()]",
    )
    return Hostile("cifrado imposible.pdf", data, ("damaged|password_protected|opens_in_one_reader_only",))


def truncated() -> Hostile:
    """Its second half is missing."""
    data = pdf(40)
    return Hostile("cortado.pdf", data[: len(data) // 2], ("damaged|truncated|opens_in_one_reader_only",))


def only_a_header() -> Hostile:
    """Nothing but the first line."""
    return Hostile("solo encabezado.pdf", b"%PDF-1.7\n", ("damaged",))


def noise() -> Hostile:
    """A header, then five MiB of beginnings of objects."""
    return Hostile("ruido.pdf", b"%PDF-1.7\n" + b"1 0 obj << /A [ ( < " * 250_000, ("damaged",), slow=True)


def web_page_and_pdf() -> Hostile:
    """A browser shows a page with a script, a PDF reader a document."""
    start = b"<html><script>alert(1)</script><!--\n"
    return Hostile(
        "dos caras.pdf",
        start + pdf(),
        ("two_types_in_one|damaged|opens_in_one_reader_only|type_not_admitted",),
    )


def zip_and_pdf() -> Hostile:
    """An archive hangs on its end."""
    return Hostile("con cola.pdf", pdf() + package({"programa.exe": b"MZ"}), ("two_types_in_one",))


def picture_and_archive() -> Hostile:
    """A GIFAR: a picture at its head, a Java archive at its tail."""
    head = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
    archive = package({"META-INF/MANIFEST.MF": "Main-Class: A\n", "A.class": b"\xca\xfe\xba\xbe"})
    return Hostile("gifar.gif", head + archive, ("two_types_in_one", "type_not_admitted"))


def calls_home(port: int) -> Hostile:
    """Everything in a PDF that could make a reader fetch something from ``port`` of this machine."""
    address = f"http://127.0.0.1:{port}"
    catalog = (
        f"/URI << /Base ({address}) >> /OpenAction << /S /SubmitForm /F << /FS /URL /F ({address}/envio) >> >>"
        f" /AA << /WC << /S /GoToR /F << /FS /URL /F ({address}/otro.pdf) >> >> >>"
    )
    picture = (
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 "
        f"/F << /FS /URL /F ({address}/i.png) >> /Length 0 >>"
    )
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        **_page(b"9 0 0 9 0 0 cm /I Do", "/XObject << /I 5 0 R >>"),
        5: picture.encode() + b"\nstream\n\nendstream",
    }
    return Hostile("llama a casa.pdf", with_objects(objects), ("active_content:remote",))


MAKERS: tuple[Maker, ...] = (
    *(bomb, page_tree_loop, page_tree_depth, many_pages_claimed, many_pages, xref_loop),
    *(xref_of_thousands_of_millions, object_stream_loop, length_loop, deep_arrays, deep_dictionaries),
    *(form_recursion, form_tree, font_recursion, character_map_loop, endless_tiles, endless_dashes),
    *(endless_content, endless_saves, huge_shading, *images(), page_without_end),
    *(javascript, javascript_in_object_stream, launches, carries_a_file, xfa_form),
    *(needs_a_password, encrypted_by_nonsense, truncated, only_a_header, noise),
    *(web_page_and_pdf, zip_and_pdf, picture_and_archive),
    _active("acciones remotas.pdf", "/OpenAction << /S /GoToR /F (\\\\\\\\servidor\\\\a.pdf) >>", "remote"),
    _active("envía.pdf", "/AA << /WC << /S /SubmitForm /F (http://127.0.0.1:9/) >> >>", "remote"),
)
