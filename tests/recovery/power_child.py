"""The child of the power-cut test: saves answers and tells each acknowledged version.

Every few saves an observation is closed and the next one opened, in a save of its own.

Run as ``python -m tests.recovery.power_child FOLDER SAVES SYNCHRONOUS`` under strace.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.making_records import closed_observation, reopen
from workstation.clinical.findings import Setting, known
from workstation.records.store import Records, Writing
from workstation.site.events import Act

CLOSES_EACH = 8
PAGES_BEFORE_A_CHECKPOINT = 40  # instead of 1000, so that many fall into a short recording


def set_up(records: Records, synchronous: str) -> None:
    """More checkpoints, and for the control a setting that the product does not use."""
    with records.database.writer.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.set_authorizer(None)
        raw.execute(f"PRAGMA wal_autocheckpoint={PAGES_BEFORE_A_CHECKPOINT}")
        raw.execute(f"PRAGMA synchronous={synchronous}")


def save(unit: Writing, version: int) -> None:
    """One save, with its event: an answer, or the end of an observation."""
    if version % CLOSES_EACH:
        unit.encounters.add_answers("e-1", version, [known("heart_rate_bpm", version)], ())
        unit.audit(Act.ANSWERED, "e-1", {"version": version + 1})
        return
    closed = closed_observation(version // CLOSES_EACH, frozenset(("heart_rate_bpm",)))
    unit.encounters.close_observation("e-1", version, closed, "ASTCT 2019")
    unit.audit(Act.OBSERVATION_CLOSED, "e-1", {"number": closed.number})


def main(folder: Path, saves: int, synchronous: str) -> None:
    records = reopen(folder, lambda: datetime.now(UTC))
    set_up(records, synchronous)
    with records.writing("nokafor") as unit:
        unit.encounters.start("e-1", Setting.CHAIRSIDE, "N. Okafor, RN", "")
    for version in range(1, saves + 1):
        with records.writing("nokafor") as unit:
            save(unit, version)
        sys.stdout.write(f"{version + 1}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
