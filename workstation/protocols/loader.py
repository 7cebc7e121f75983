"""The one door to a protocol: a folder in, a compiled protocol out, or a sentence why not."""

from __future__ import annotations

from pathlib import Path

from workstation.clinical.protocol import Protocol
from workstation.protocols.compiler import compile_pack
from workstation.protocols.pack import read


def load(folder: Path) -> Protocol:
    """Read and compile a pack; raises Refusal with file, place and how to mend it."""
    return compile_pack(read(folder))
