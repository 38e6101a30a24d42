"""ZIP archives as a list of what they hold (APPNOTE 6.3.10 §4.3.12): nothing is ever extracted."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from core.documents.frames import Frame
from core.documents.opened import Opened

MAX_ENTRIES = 2000
_MAX_NAME = 1000
_ENCRYPTED = 0x1  # general purpose bit flag, §4.4.4
_STRONGLY_ENCRYPTED = 0x40
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst", ".cab", ".iso", ".jar")


def preview(opened: Opened) -> Iterator[Frame]:
    """Yield ``{entries: [{path, size_bytes, encrypted, folder, outside}], truncated, facts}``."""
    with zipfile.ZipFile(opened.stream) as archive:
        entries = archive.infolist()
    listed = [_entry(entry) for entry in entries[:MAX_ENTRIES]]
    yield Frame({"entries": listed, "truncated": len(entries) > MAX_ENTRIES, "facts": _facts(entries)})


def _entry(entry: zipfile.ZipInfo) -> dict[str, object]:
    return {
        "path": entry.filename[:_MAX_NAME],
        "size_bytes": entry.file_size,
        "encrypted": _is_encrypted(entry),
        "folder": entry.is_dir(),
        "outside": leads_outside(entry.filename),
    }


def leads_outside(name: str) -> bool:
    """Whether a careless program would unpack this name out of the folder it unpacks in."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":"


def _is_encrypted(entry: zipfile.ZipInfo) -> bool:
    return bool(entry.flag_bits & (_ENCRYPTED | _STRONGLY_ENCRYPTED))


def _facts(entries: Sequence[zipfile.ZipInfo]) -> list[list[str]]:
    """Return how much there is of all entries, as they declare it; what is not there is not said."""
    expanded = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    counted = {
        "encrypted": sum(map(_is_encrypted, entries)),
        "archives": sum(entry.filename.lower().endswith(_ARCHIVES) for entry in entries),
        "outside": sum(leads_outside(entry.filename) for entry in entries),
    }
    facts = {"entries": str(len(entries)), "expanded_bytes": str(expanded)}
    facts["ratio"] = f"{expanded / max(packed, 1):.1f} : 1"
    return [[code, text] for code, text in {**facts, **{c: str(n) for c, n in counted.items() if n}}.items()]
