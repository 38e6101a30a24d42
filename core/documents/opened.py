"""One hostile file, already open: the process may not open anything itself."""

import ctypes
import mmap
import os
from dataclasses import dataclass
from functools import cached_property
from io import BufferedReader

_HEAD_BYTES = 4096


@dataclass
class Opened:
    """A file descriptor of a non-empty regular file, with the views that the readers need."""

    descriptor: int

    @cached_property
    def size(self) -> int:
        """Bytes in the file."""
        return os.fstat(self.descriptor).st_size

    @cached_property
    def map(self) -> mmap.mmap:
        """The file as private memory: pages are read as they are touched, none is written back."""
        return mmap.mmap(self.descriptor, 0, access=mmap.ACCESS_COPY)

    @property
    def head(self) -> bytes:
        """The first 4 KiB."""
        return os.pread(self.descriptor, _HEAD_BYTES, 0)

    @property
    def stream(self) -> BufferedReader:
        """A new stream at the start; the streams of one file share their position."""
        stream = os.fdopen(os.dup(self.descriptor), "rb")
        stream.seek(0)
        return stream

    def as_array(self) -> "ctypes.Array[ctypes.c_char]":
        """Return the map as a C array, without a copy."""
        return (ctypes.c_char * self.size).from_buffer(self.map)
