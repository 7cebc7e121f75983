"""A version tried on every signed encounter: whose result it changes, from what to what, why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from hashlib import sha256
from pathlib import Path

from workstation.exchange.spreadsheet import Cell, Table, to_csv
from workstation.protocols.replay import Graded, Outcome, Replayed, replay_all
from workstation.records.store import Records
from workstation.site.events import Act
from workstation.site.problems import Problem
from workstation.site.protocol_versions import ProtocolVersion
from workstation.site.staff import Role
from workstation.vault.files import refuse_link, require_outside, write_whole
from workstation.workflows.session import Session, allowed, zone_of
from workstation.workflows.site_protocol import get_version, load_checked

__all__ = ["Outcome", "Replay", "Replayed", "export_replay", "replay"]

Progress = Callable[[int, int], object]
"""Called with how many are done of how many; what it raises stops the work."""

_PAGE = 200
_SETTINGS = {"phone": "Phone", "chairside": "Chair", "ward": "Ward"}
_COLUMNS = (
    "Encounter",
    "Record id",
    "Observation",
    "Signed",
    "Setting",
    "Scale before",
    "Scale after",
    "Grade before",
    "Grade after",
    "Disposition before",
    "Disposition after",
    "Actions added",
    "Actions removed",
    "Why",
    "Rule ids",
)


@dataclass(frozen=True, slots=True)
class Replay:
    """All signed encounters under another version: how many there are, and what changes.

    ``changes`` holds each observation of its own.
    """

    version: ProtocolVersion
    encounters: int
    changes: tuple[Replayed, ...]

    @property
    def grades(self) -> int:
        """How many get another grade."""
        return sum(one.grade_changes for one in self.changes)

    @property
    def levels(self) -> int:
        """How many get another disposition."""
        return sum(one.level_changes for one in self.changes)

    @property
    def refused(self) -> int:
        """How many the new version cannot take."""
        return sum(bool(one.refused) for one in self.changes)


@allowed(Role.MANAGER)
def replay(session: Session, name: str, progress: Progress | None = None) -> Replay:
    """Grades every signed encounter again under a version; what is stored never changes.

    ``progress`` is called as it goes on; an exception that it raises stops the work. Raises
    ``Problem`` not_found, protocol_failed.
    """
    version = get_version(session.records, name)
    protocol = load_checked(session.records, version)
    zone = zone_of(session.site)
    with session.records.reading() as unit:
        total = unit.gradings.count()
    seen, changes = _Seen(), []
    graded = seen.each(_graded(session.records))
    try:
        for replayed in replay_all(protocol, graded, zone, session.protocol):
            if replayed is not None:
                changes.append(replayed)
            if progress is not None:
                progress(seen.encounters, max(total, seen.encounters))
    finally:
        told = {
            "sha256": version.sha256,
            "encounters": seen.encounters,
            "of": total,
            "change": len(changes),
        }
        with session.records.writing(session.account) as telling:
            telling.audit(Act.PROTOCOL_REPLAYED, name, told)
    return Replay(version, seen.encounters, tuple(changes))


@allowed(Role.MANAGER)
def export_replay(session: Session, made: Replay, out: Path) -> Path:
    """Writes what a replay found as CSV, whole or not at all. It names no patient. Audited."""
    refuse_link(out)
    require_outside(session.data_dir, out)
    zone = zone_of(session.site)
    rows = [_line(one, zone) for one in made.changes]
    data = to_csv(Table("Replay", _COLUMNS, rows))
    told = {
        "version": made.version.name,
        "format": "csv",
        "rows": len(rows),
        "sha256": sha256(data).hexdigest(),
        "path": str(out),
    }
    with session.records.writing(session.account) as unit:
        unit.audit(Act.EXPORTED, "replay", told)
    try:
        write_whole(out, data)
    except Problem as problem:
        with session.records.writing(session.account) as unit_of_failure:
            unit_of_failure.audit(Act.EXPORTED, "replay", told | {"failed": problem.code})
        raise
    return out


class _Seen:
    """Counts the encounters of a series of observations as it passes."""

    encounters = 0

    def each(self, graded: Iterable[Graded]) -> Iterator[Graded]:
        """The same series; an encounter is counted with its first observation."""
        for one in graded:
            self.encounters += one.number == 1
            yield one


def _graded(records: Records) -> Iterator[Graded]:
    """Page by page, each in a short read of its own, so that nothing waits for the end."""
    last = 0
    while True:
        with records.reading() as unit:
            page = unit.gradings.page(last, _PAGE)
        if not page:
            return
        for one in page:
            yield Graded(
                one.encounter_id,
                one.uuid,
                one.signed_at,
                one.observation,
                one.answer,
                one.number,
                one.of,
            )
        last = page[-1].encounter_id


def _line(one: Replayed, zone: tzinfo) -> tuple[Cell, ...]:
    before, after = one.before, one.after
    return (
        one.encounter_id,
        one.uuid,
        one.number,
        one.signed_at.astimezone(zone).isoformat(timespec="seconds"),
        _SETTINGS.get(one.setting, one.setting),
        before.scale_name,
        after.scale_name if after else "",
        _range(before),
        _range(after),
        before.level_label,
        after.level_label if after else "",
        "; ".join(one.actions_added),
        "; ".join(one.actions_removed),
        one.refused or "; ".join(one.why),
        " ".join(one.rules),
    )


def _range(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    low, high = outcome.at_least, outcome.at_most
    return str(low) if low == high else f"{low} to {high}"
