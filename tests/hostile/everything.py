"""All hostile files that are made here, and those that installed packages carry."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.hostile import archives, office, pdfs, pictures, written
from tests.hostile.sample import Hostile

MODULES = (pdfs, archives, office, pictures, written)
CLAMAV = Path("/usr/share/clamav-testfiles")
"""Of Debian's package clamav-testfiles: one harmless program in every kind of archive and disguise."""
_LARGEST_BYTES = 50 * 1024 * 1024
_OF_EACH_SUFFIX = 40
_SUFFIXES = (
    *(
        ".pdf",
        ".docx",
        ".doc",
        ".xlsx",
        ".xls",
        ".pptx",
        ".ppt",
        ".odt",
        ".ods",
        ".odp",
        ".rtf",
        ".msg",
        ".eml",
    ),
    *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".svg", ".jp2"),
    *(".csv", ".xml", ".json", ".html", ".txt", ".zip", ".gz", ".7z", ".rar", ".whl"),
)


def made(*, slow: bool) -> Iterator[Hostile]:
    """Yield what every maker makes; without those files that may well meet a limit unless ``slow``."""
    every = (maker() for module in MODULES for maker in module.MAKERS)
    return (sample for sample in every if slow or not sample.slow)


def samples(port: int, secret: Path, *, slow: bool) -> Iterator[Hostile]:
    """Yield them all, with those that name ``port`` of this machine and the file ``secret``."""
    yield from made(slow=slow)
    yield pdfs.calls_home(port)
    yield from office.outside_readers(port, str(secret))


def clamav_files() -> Iterator[Hostile]:
    """Yield the files of Debian's package; none where it is not installed."""
    for path in sorted(CLAMAV.glob("*")):
        yield Hostile(path.name, path.read_bytes())


def packaged_files() -> Iterator[Hostile]:
    """Yield documents that installed packages happen to carry, some of each suffix, under names of their own."""
    taken = dict.fromkeys(_SUFFIXES, 0)
    for folder in ("/usr/share", "/usr/lib", sys.prefix):
        for path in _files(folder):
            suffix = path.suffix.lower()
            if taken.get(suffix, _OF_EACH_SUFFIX) < _OF_EACH_SUFFIX and path.stat().st_size <= _LARGEST_BYTES:
                taken[suffix] += 1
                yield Hostile(f"{taken[suffix]:02d} {path.name}", path.read_bytes())


def _files(folder: str) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink():
                yield path
