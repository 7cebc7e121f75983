"""Sites for tests: real in every part, only cheaper to make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import cycle
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from workstation.app import make_rooms
from workstation.site.site import SiteSettings
from workstation.vault import accounts, certificates, keys
from workstation.vault.accounts import Work
from workstation.vault.passwords import KdfCost
from workstation.vault.vault_values import NewPerson
from workstation.workflows.checks import NewAccount
from workstation.workflows.door import Rooms
from workstation.workflows.first_start import NewSite, create_site
from workstation.workflows.session import Session
from workstation.workflows.sign_in import sign_in

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@lru_cache(maxsize=16)
def _key(number: int) -> rsa.RSAPrivateKey:
    return certificates.new_key(2048)


_numbers = cycle(range(16))
CHEAP = Work(KdfCost(passes=1, memory_kib=8_192, lanes=1), lambda: _key(next(_numbers)))
"""Keys that are made once and handed out in turn: sixteen in a row are sixteen different ones."""

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
    accounts.finish(folder, unlocked)
    return unlocked, recovery_key


SETTINGS = SiteSettings("Lakeside Infusion", emergency_number="112", time_zone="Europe/Paris")
NEW_SITE = NewSite(
    SETTINGS,
    NewAccount("rlindqvist", "R. Lindqvist", "", ADMINISTRATOR.password),
    NewAccount("nokafor", "N. Okafor", "RN", NURSE.password),
)


@dataclass(frozen=True)
class WholeSite:
    """A site as the first start makes it: vault, records, administrator and nurse."""

    folder: Path
    rooms: Rooms
    clock: Minutes
    recovery_key: str

    def enter(self, user: str = "nokafor", password: str = NURSE.password) -> Session:
        """Signs in; the test closes the records."""
        return sign_in(self.folder, user, password, self.rooms, self.clock)

    @contextmanager
    def session(self, user: str = "nokafor", password: str = NURSE.password) -> Iterator[Session]:
        """A session for the length of a block; its records are closed behind it."""
        session = self.enter(user, password)
        try:
            yield session
        finally:
            session.records.close()

    def administrator(self) -> AbstractContextManager[Session]:
        """The same for the administrator."""
        return self.session("rlindqvist", ADMINISTRATOR.password)


def make_site(folder: Path, clock: Minutes | None = None) -> WholeSite:
    """A whole new site in a folder that is not there yet."""
    clock = clock or Minutes()
    rooms = make_rooms(clock)
    recovery_key = create_site(folder, NEW_SITE, rooms, clock, CHEAP)
    return WholeSite(folder, rooms, clock, recovery_key)
