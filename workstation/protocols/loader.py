"""The one door to a protocol: a pack in, a compiled protocol out, or a sentence why not."""

from __future__ import annotations

from pathlib import Path

from workstation.clinical.protocol import Protocol
from workstation.protocols.compiler import compile_pack
from workstation.protocols.pack import Files, files_of, from_files
from workstation.protocols.proofs import believed, prove
from workstation.site.protocol_versions import ProofSummary


def load(folder: Path) -> Protocol:
    """Read, check and compile a pack; raises Refusal with file, place and how to mend it."""
    return load_files(files_of(folder))[0]


def load_files(files: Files, stored: ProofSummary | None = None) -> tuple[Protocol, ProofSummary]:
    """The protocol of a pack's files and the proof that it rests on.

    ``stored`` is a proof that the site kept. Files that are not exactly those of a proof by this
    program are proved now, which takes seconds. Raises Refusal.
    """
    pack = from_files(files)
    protocol = compile_pack(pack)
    return protocol, believed(pack.sha256, stored) or prove(files)
