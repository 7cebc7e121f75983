"""A site with a second version of the protocol: a higher fever trigger, another action text."""

from __future__ import annotations

from collections.abc import Mapping

from tests.making_sites import WholeSite
from tests.ui.worked_sites import MANAGER_PASSWORD
from workstation.protocols.pack import files_of, fingerprint
from workstation.protocols.proofs import program
from workstation.site.protocol_versions import ProofSummary
from workstation.vault.files import resource
from workstation.workflows import protocols
from workstation.workflows.session import Session

FIRST, SECOND = "crs@2026.3", "crs@2026.4"
EDITS = (
    ("protocol.yaml", "2026.3", "2026.4"),
    (
        "definitions.yaml",
        "temperature_c >= 38.0 or temperature_max_24h_c",
        "temperature_c >= 38.7 or temperature_max_24h_c",
    ),
    ("actions.yaml", "text: Encourage drinking", "text: Encourage a glass of water each hour"),
)


def shipped() -> dict[str, bytes]:
    return files_of(resource("protocols", "crs", "2026.3"))


def edited(*edits: tuple[str, str, str]) -> dict[str, bytes]:
    """The files of the shipped pack with each edit made once."""
    files = shipped()
    for name, old, new in edits:
        text = files[name].decode()
        assert old in text, f"{name} no longer holds {old!r}"
        files[name] = text.replace(old, new, 1).encode()
    return files


def add_versions(site: WholeSite) -> None:
    """The shipped version in use, the edited one added and proved, not approved."""
    with site.session("pbrandt", MANAGER_PASSWORD) as session:
        known = {one.name for one in protocols.list_packs(session)}
        if FIRST not in known:
            _store(session, "2026.3", shipped())
            protocols.approve(session, FIRST, MANAGER_PASSWORD)
            protocols.activate(session, FIRST, session.clock().date())
        _store(session, "2026.4", edited(*EDITS))
    site.clock.advance(minutes=1)


def _store(session: Session, version: str, files: Mapping[str, bytes]) -> None:
    proof = ProofSummary(fingerprint(files), 412_345, 63, program())
    with session.records.writing(session.account) as unit:
        unit.packs.add("crs", version, files, proof)
