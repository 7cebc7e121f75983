"""Whether records and key file are what they were when they were last used here.

Each is checked with what the other keeps: the note beside the vault holds the newest audit
entry, the audit holds the generation of the vault.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.vault import beside, vault_file
from workstation.vault.keys import UnlockedKeys

if TYPE_CHECKING:  # the sign-in window comes up before these are loaded
    from workstation.records.store import Reading, Records

_ENTRIES_CHECKED = 10_000
_PAGE = 1_000
_TELL_THE_VAULT = frozenset(
    act.value
    for act in (
        Act.SIGNED_IN,
        Act.ACCOUNT_ADDED,
        Act.ACCOUNT_DISABLED,
        Act.PASSWORD_CHANGED,
        Act.PASSWORD_RESET,
        Act.CERTIFICATE_RENEWED,
        Act.RECOVERY_KEY_RENEWED,
        Act.SITE_UPDATED,
        Act.RECORDS_TRUSTED,
    )
)


def what_blocks_signing(
    data_dir: Path, unlocked: UnlockedKeys, records: Records
) -> tuple[Problem | None, int]:
    """What is wrong, None if all is well; and the generation of the vault to go by from now on."""
    vault = vault_file.read(data_dir)
    with records.reading() as unit:
        generation = _generation_told(unit)
        problem = _wrong_records(data_dir, unlocked, unit)
    if not vault_file.is_genuine(vault, unlocked.data_key):
        return Problem(Situation.VAULT_CHANGED, path=vault_file.path_of(data_dir)), generation
    if vault.generation < generation:
        return Problem(Situation.VAULT_OLDER), generation
    return problem, vault.generation


def _wrong_records(data_dir: Path, unlocked: UnlockedKeys, unit: Reading) -> Problem | None:
    from workstation.records.values import AuditHead  # noqa: PLC0415 - loaded by now

    anchor = beside.read_anchor(data_dir, unlocked.data_key)
    if anchor is None:
        return Problem(Situation.ANCHOR_MISSING)
    check = unit.audit_log.check(_ENTRIES_CHECKED, AuditHead(anchor.seq, anchor.hash))
    if check.older:
        return Problem(Situation.DATABASE_OLDER)
    if check.first_bad is not None:
        return Problem(Situation.AUDIT_BROKEN, seq=check.first_bad)
    return None


def _generation_told(unit: Reading) -> int:
    """The generation of the vault as the newest event tells it that knows of one."""
    offset = 0
    while events := unit.audit_log.events(limit=_PAGE, offset=offset):
        for event in events:
            if event.act in _TELL_THE_VAULT:
                told = json.loads(event.detail).get("vault")
                if isinstance(told, int):
                    return told
        offset += _PAGE
    return 0
