"""For each finding of the rule book a file that causes it; the clean ones beside them cause none."""

from collections.abc import Callable, Mapping

from tests import documents_samples as samples

Made = tuple[str, Callable[[], bytes]]
"""What its filer calls it, and how it is made."""

CAUSES: Mapping[str, Made] = {
    "empty": ("vacio.pdf", bytes),
    "damaged": ("roto.json", lambda: b'{"a": '),
    "truncated": ("cortado.pdf", lambda: samples.pdf(3)[:-30]),
    "password_protected": ("cerrado.pdf", lambda: samples.encrypted_pdf("secreto")),
    "type_not_admitted": ("programa.exe", lambda: b"MZ\x90\x00" + bytes(100)),
    "expands_too_much": ("bomba.pdf", samples.pdf_bomb),
    "content_differs_from_extension": ("foto.pdf", samples.picture),
    "two_types_in_one": ("doble.pdf", lambda: samples.pdf() + samples.package({"a": "b"})),
    "opens_in_one_reader_only": (
        "raiz.pdf",
        lambda: samples.pdf(2).replace(b"5 0 R 6 0 R", b"5 0 R 2 0 R"),
    ),
    "page_counts_differ": ("cuenta.pdf", lambda: samples.pdf(2).replace(b"/Count 2", b"/Count 5")),
    "too_many_pages": ("largo.pdf", lambda: samples.pdf(5001)),
    "too_many_pixels": ("enorme.png", samples.enormous_png),
    "page_too_large": ("plano.pdf", lambda: samples.pdf().replace(b" [0 0 612 792]", b"[0 0 612 28800]")),
    "pages_unreadable": ("hueca.pdf", lambda: samples.pdf(2).replace(b"5 0 R 6 0 R", b"5 0 R 9 0 R")),
    "pages_blank": ("blanco.pdf", lambda: samples.pdf(content=b"")),
    "without_text": ("escaneado.pdf", samples.scanned_pdf),
    "active_content": ("lanza.pdf", lambda: samples.pdf_with_page_action("/Launch")),
}

CLEAN: Mapping[str, Callable[[], bytes]] = {
    "escrito.pdf": lambda: samples.pdf(3),
    "poder.docx": samples.docx,
    "anexo.xlsx": lambda: samples.xlsx([["Ventas", 1]]),
    "foto.jpg": lambda: samples.picture("JPEG"),
    "plano.tif": lambda: samples.picture("TIFF"),
    "nota.txt": "Año y señal".encode,
    "viejo.doc": lambda: samples.compound(["WordDocument"]),
}
