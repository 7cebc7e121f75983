"""The child of a kill test: saves answers through the workflows and tells each acknowledged one.

Run as ``python -m tests.recovery.saving_child FOLDER``; it never ends by itself.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.making_records import patient, reopen, session
from workstation.clinical.findings import Setting, known
from workstation.protocols.loader import load
from workstation.vault.files import resource
from workstation.workflows import calls, patients


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(folder: Path) -> None:
    def clock() -> datetime:
        return datetime.now(UTC)

    records = reopen(folder, clock)
    nurse = session(records, load(resource("protocols", "crs", "2026.3")), clock, folder)
    round_ = len(calls.drafts(nurse))
    draft = calls.start(nurse, Setting.PHONE, "312 555 0142", f"round-{round_}")
    person = patients.add(nurse, patient(f"patient-{round_}"))
    draft = calls.attach_patient(nurse, draft.uuid, draft.version, person.uuid)
    version, number = draft.version, 0
    tell("ready", draft.uuid)
    while True:
        number += 1
        answer = known("heart_rate_bpm", 40 + number % 200)
        version = calls.answer(nurse, draft.uuid, version, [answer]).version
        tell(version, 40 + number % 200)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
