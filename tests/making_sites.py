"""Sites for tests: real in every part, only cheaper to make."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from workstation.vault import accounts, certificates, keys
from workstation.vault.accounts import Work
from workstation.vault.passwords import KdfCost
from workstation.vault.vault_file import NewPerson

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
CHEAP = Work(KdfCost(passes=1, memory_kib=8_192, lanes=1), lambda: certificates.new_key(2048))

ADMINISTRATOR = NewPerson(
    "rlindqvist", "R. Lindqvist", "", "tulip granite ferry nine", administers=True
)
NURSE = NewPerson("nokafor", "N. Okafor", "RN", "marble cactus window sea", signs=True)


class Minutes:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = NOW) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def make_vault(folder: Path) -> tuple[keys.UnlockedKeys, str]:
    """A vault with an administrator and a nurse; gives the former's keys and the recovery key."""
    folder.mkdir(mode=0o700, exist_ok=True)
    unlocked, recovery_key = accounts.create(
        folder, "Lakeside Infusion", "site-1", ADMINISTRATOR, NOW, CHEAP
    )
    person = accounts.prepare(folder, unlocked, NURSE, NOW, CHEAP)
    accounts.save(folder, unlocked, person, NOW)
    accounts.finish(folder)
    return unlocked, recovery_key
