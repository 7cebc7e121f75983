"""The one door to a protocol: a pack in, a compiled protocol out, or a sentence why not."""

from __future__ import annotations

from pathlib import Path

from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.compiler import compile_pack
from workstation.protocols.pack import Files, files_of, fingerprint, from_files
from workstation.protocols.proofs import believed, prove
from workstation.site.protocol_versions import ProofSummary

_MOST_COMPILED = 4
_compiled: dict[str, Protocol] = {}
"""By the hash of the files that were just read: whoever compares versions reads each many times.

What is proved is asked each time.
"""


def load(folder: Path) -> Protocol:
    """Read, check and compile a pack; raises Refusal with file, place and how to mend it."""
    return load_files(files_of(folder))[0]


def load_files(files: Files, stored: ProofSummary | None = None) -> tuple[Protocol, ProofSummary]:
    """The protocol of a pack's files and the proof that it rests on.

    ``stored`` is a proof that the site kept. Files that are not exactly those of a proof by this
    program are proved now, which takes seconds. Raises Refusal.
    """
    sha256 = fingerprint(files)
    try:
        protocol = _compiled.get(sha256) or _compile(sha256, files)
    except Refusal as refused:
        raise _told(files, refused) from None
    return protocol, believed(sha256, stored) or prove(files)


def _told(files: Files, refused: Refusal) -> Refusal:
    from workstation.protocols.unreadable import in_words  # noqa: PLC0415 - not for each start

    return in_words(files, refused)


def _compile(sha256: str, files: Files) -> Protocol:
    protocol = compile_pack(from_files(files))
    while len(_compiled) >= _MOST_COMPILED:
        _compiled.pop(next(iter(_compiled)))
    _compiled[sha256] = protocol
    return protocol
