"""Names as a client may write them in an address, percent-encoded, admissible or not."""

from urllib.parse import quote

ADMITTED = {
    "composed and decomposed": (quote("Año.txt"), "Año.txt"),
    "decomposed only": (quote("An\u0303o dos.txt"), "Año dos.txt"),
    "emoji": (quote("📎 anexo.txt"), "📎 anexo.txt"),
    "not shell": (quote("$(touch x);`id`|&.txt"), ""),
    "not markup": (quote("<img src=x onerror=alert(1)>.txt"), ""),
    "not a percent": ("100%25.txt", "100%.txt"),
    "longest": ("a" * 251 + ".txt", "a" * 251 + ".txt"),
}
"""What is shown → (in the address, as kept; empty where either answer will do)."""

REFUSED = {
    "nothing": "",
    "NUL": "a%00.txt",
    "right to left": quote("a\u202etxt.exe"),
    "isolate": quote("a\u2066b.txt"),
    "invisible": quote("a\u200bb.txt"),
    "mark of order": quote("\ufeffa.txt"),
    "line feed": "a%0Ab.txt",
    "escape": "a%1Bb.txt",
    "parent": "..%2Fa.txt",
    "parent inside": "a%2F..%2Fb.txt",
    "root": "%2Fetc%2Fpasswd",
    "windows parent": "..%5Ca.txt",
    "drive": "C%3A%5Ca.txt",
    "device": "CON.txt",
    "device with port": "com1.pdf",
    "dots": "..",
    "one dot": ".",
    "256 bytes": "a" * 252 + ".txt",
    "256 bytes of two each": quote("ñ" * 126 + ".txt"),
    "forty kilobytes of folders": "a%2F" * 10_000 + "b.txt",
}
"""Refused with 422 and ``name_not_admitted``; the last one may be refused for its length before that."""

UNDECODABLE = {"lone surrogate": "a%ED%A0%80.txt", "not UTF-8": "a%FF%FE.txt", "overlong": "a%C0%AF.txt"}
"""Decoded with U+FFFD by the server, so they may be kept or refused: never a fault."""
