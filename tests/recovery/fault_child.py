"""The child of the fault test: saves answers, tries a failed save again, and tells what happened.

Run as ``python -m tests.recovery.fault_child FOLDER SAVES`` under strace, which makes calls of
the system fail. Only a ``Problem`` is expected; anything else ends in a traceback.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.making_records import account, reopen
from workstation.clinical.findings import Setting, known
from workstation.records.store import Records, Writing
from workstation.site.events import Act
from workstation.site.problems import Problem

TRIES = 3


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def save(records: Records, version: int) -> None:
    def work(unit: Writing) -> None:
        if version == 0:
            if unit.encounters.find("e-1") is None:
                unit.encounters.start("e-1", Setting.PHONE, "N. Okafor, RN", "")
            return
        added = unit.encounters.add_answers("e-1", version, [known("heart_rate_bpm", version)], ())
        if added.before is not None:
            unit.audit(Act.ANSWERED, "e-1", {"version": added.version})

    records.write(account(records), work)


def main(folder: Path, saves: int) -> None:
    try:
        records = reopen(folder, lambda: datetime.now(UTC))
    except Problem as problem:
        tell("problem", problem.code)
        return
    for version in range(saves + 1):
        for _ in range(TRIES):
            try:
                save(records, version)
            except Problem as problem:
                tell("problem", problem.code)
            else:
                tell("saved", version + 1)
                break
        else:
            break
    records.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
