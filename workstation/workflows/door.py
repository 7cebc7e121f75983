"""What stands before anybody is known: who works here, what waits, and the rooms behind the door.

The sign-in window needs this module only to be seen. ``sign_in`` and what it needs are loaded
while the person types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from workstation.site.problems import Problem, Situation
from workstation.site.staff import printed_name
from workstation.vault import beside, vault_file
from workstation.vault.beside import WaitingDraft
from workstation.vault.files import sweep
from workstation.vault.lock import SiteLock

__all__ = [
    "Door",
    "Person",
    "Rooms",
    "WaitingDraft",
    "first_start_needed",
    "people",
    "site_name",
    "take_window",
    "waiting_drafts",
]

if TYPE_CHECKING:  # loaded when somebody is let in
    from workstation.clinical.protocol import Protocol
    from workstation.records.store import Records
    from workstation.site.clock import Clock
    from workstation.vault.accounts import Work


@dataclass(frozen=True, slots=True)
class Rooms:
    """What is loaded only when somebody is let in: made by ``app``, real everywhere.

    ``protocol`` gives the protocol that comes with the program, ``pack`` its files.

    ``create`` makes a new database, ``open`` opens one, given the path, the data key and the
    site's time zone; both give ``Records``.
    """

    create: Callable[[Path, bytes, tzinfo], Records]
    open: Callable[[Path, bytes, tzinfo], Records]
    protocol: Callable[[], Protocol]
    pack: Callable[[], Mapping[str, bytes]]
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Door:
    """Everything that the sign-in window is handed. ``restart`` ends this process for a new one.

    ``work`` is the cost of making keys; None is the full one.
    """

    data_dir: Path
    rooms: Rooms
    clock: Clock
    restart: Callable[[], None]
    resources: Path
    site_lock: SiteLock | None = None
    work: Work | None = None


class Person(NamedTuple):
    """Someone who may sign in, as the list at the door shows them."""

    user: str
    printed_name: str


def site_name(data_dir: Path) -> str:
    """The name of the site, for the window's title."""
    return vault_file.read(data_dir).site_name


def take_window(door: Door) -> None:
    """Makes this the site's one window; called when it is shown, before anybody can act in it.

    Raises ``Problem`` second_window, folder_in_use, is_a_link or folder_not_writable.
    """
    if door.site_lock is not None:
        door.site_lock.acquire()
        sweep(door.data_dir)


def people(data_dir: Path) -> tuple[Person, ...]:
    """Who may sign in here, by printed name."""
    return tuple(
        Person(person.user, printed_name(person.name, person.credentials))
        for person in vault_file.people(data_dir)
    )


def waiting_drafts(data_dir: Path) -> tuple[WaitingDraft, ...]:
    """Open drafts: when each was begun and by which user, and nothing else."""
    return beside.read_waiting(data_dir)


def first_start_needed(data_dir: Path) -> bool:
    """Whether no site is here yet, or setting one up was cut off before it was complete.

    Records without their key file are a loss, not a new site: ``Problem`` vault_missing.
    """
    try:
        return not vault_file.read(data_dir).finished
    except Problem as problem:
        if problem.situation is Situation.NO_SITE:
            return True
        raise
