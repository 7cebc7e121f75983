"""Streams of a file that anyone may have made, unpacked with a limit.

A few packed bytes may hold gigabytes, and a file is read before anything is known of its
signature.
"""

from __future__ import annotations

import zlib
from typing import Final

import pikepdf

from workstation.documents.container import Rejected

LARGEST: Final = 16 * 1024 * 1024
"""In bytes, many times what this program writes into one stream."""


def unpacked(stream: pikepdf.Object, what: str) -> bytes:
    """The bytes of a stream, packed as this program packs them and never more than the limit.

    Raises :class:`Rejected` with ``what`` it should have been, such as "attached record".
    """
    if not isinstance(stream, pikepdf.Stream):
        raise Rejected(f"The {what} is packed in another way.")
    packed, packing = stream.read_raw_bytes(), stream.get("/Filter")
    if packing is None:
        return packed
    if packing != pikepdf.Name.FlateDecode or "/DecodeParms" in stream:
        raise Rejected(f"The {what} is packed in another way.")
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(packed, LARGEST)
    if unpacker.unconsumed_tail:
        raise Rejected(f"The {what} is too large to be one.")
    return data
