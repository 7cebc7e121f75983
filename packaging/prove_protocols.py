"""Proves every delivered pack and writes the proofs beside them. Run by ``make proof``."""

from __future__ import annotations

import sys
from pathlib import Path

from workstation.clinical.refusal import Refusal
from workstation.protocols.pack import files_of
from workstation.protocols.proofs import proof_file, prove

RESOURCES = Path(__file__).parent.parent / "resources" / "protocols"


def main() -> int:
    """Writes the file; a pack that fails is told, and nothing is written."""
    packs = sorted(path.parent for path in RESOURCES.glob("*/*/protocol.yaml"))
    try:
        proofs = [prove(files_of(pack)) for pack in packs]
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    (RESOURCES / "proofs.json").write_bytes(proof_file(proofs))
    for pack, proof in zip(packs, proofs, strict=True):
        print(
            f"{pack.parent.name} {pack.name}: {proof.combinations:,} combinations, "
            f"{proof.cases} cases"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
