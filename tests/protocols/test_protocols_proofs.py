"""A proof is believed for exactly the files that were proved, by the program that proved them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workstation.clinical.refusal import Refusal
from workstation.protocols.loader import load_files
from workstation.protocols.pack import files_of, fingerprint
from workstation.protocols.proofs import (
    believed,
    delivered_proofs,
    program,
    proof_file,
    prove,
)
from workstation.site.protocol_versions import ProofSummary
from workstation.vault.files import resource

DELIVERED = resource("protocols", "crs", "2026.3")
FILES = files_of(DELIVERED)
SECONDS = pytest.mark.timeout(240)  # the whole check, also where others work beside it
DEAD = (
    b"  - {id: not-known",
    b'  - {id: never, result: met, if: "false", reference: house}\n  - {id: not-known',
)


def test_the_proof_of_the_delivered_pack_is_not_stale() -> None:
    """Run `make proof` after a change of the pack, of its language or of the program's version."""
    proof = delivered_proofs().get(fingerprint(FILES))
    assert proof is not None
    assert proof.made_with == program()


@SECONDS
def test_the_proof_lies_there_as_it_is_made() -> None:
    made = prove(FILES)
    assert proof_file([made]) == resource("protocols", "proofs.json").read_bytes()
    assert believed(made.sha256) == made


def test_one_byte_more_is_not_believed() -> None:
    other = {**FILES, "notes.txt": b"x"}
    assert believed(fingerprint(other)) is None
    assert believed(fingerprint(FILES)) is not None


@pytest.mark.parametrize(
    ("change", "holds"),
    [({}, True), ({"made_with": "0.0.1"}, False), ({"sha256": "00" * 32}, False)],
    ids=["of these files", "of another program", "of other files"],
)
def test_a_proof_that_the_site_kept(change: dict[str, Any], holds: bool) -> None:
    sha256 = "ab" * 32
    stored = replace(ProofSummary(sha256, 1, 1, program()), **change)
    assert (believed(sha256, stored) == stored) is holds


@SECONDS
def test_a_pack_without_a_proof_is_proved_before_it_loads() -> None:
    spoilt = {**FILES, "entry.yaml": FILES["entry.yaml"].replace(*DEAD)}
    with pytest.raises(Refusal) as caught:
        load_files(spoilt)
    assert caught.value.code == "not_proved"
    assert "entry.yaml" in caught.value.message
    stored = ProofSummary(fingerprint(spoilt), 1, 1, program())
    assert load_files(spoilt, stored)[1] == stored


@SECONDS
def test_a_folder_goes_through_the_same_door(pack: Path) -> None:
    from workstation.protocols.loader import load

    (pack / "entry.yaml").write_bytes(FILES["entry.yaml"].replace(*DEAD))
    with pytest.raises(Refusal) as caught:
        load(pack)
    assert caught.value.code == "not_proved"
