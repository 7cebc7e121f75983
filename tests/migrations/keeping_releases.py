"""Keeps a real database of a release, for all later programs to open.

    python -m tests.migrations.keeping_releases 0.1

writes ``tests/migrations/releases/0.1.db.gz``. Do it once for each release, when its tables are
final; a file that was kept is never made again.
"""

from __future__ import annotations

import gzip
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.making_records import account, draft_with_patient, make_records, signed
from tests.making_sites import NOW, Minutes
from workstation.clinical.encounter import Decision, Override
from workstation.clinical.findings import Source, known, not_assessed, unknown

KEPT = Path(__file__).parent / "releases"
ANSWERS = (
    known("temperature_c", 38.4, Source.PATIENT_DEVICE, NOW),
    known("vasopressors", ()),
    known("oxygen_device", "nasal_cannula"),
    known("last_antipyretic_at", NOW),
    unknown("systolic_mmhg"),
    not_assessed("spo2_percent", "no_device"),
)
LOWERED = Decision(
    override=Override("same_day", "call_back", False, "seen", "just seen"),
    call_back_at=NOW + timedelta(hours=2),
    note="Ünïcode ≥ 38 °C",
)


def fill(folder: Path) -> Path:
    """A site with a signed encounter, and a draft with every kind of answer."""
    records = make_records(folder, Minutes())
    signed(records, "e-1", LOWERED)
    draft = draft_with_patient(records, "e-2")
    with records.writing(account(records)) as unit:
        unit.encounters.save_answers("e-2", draft.version, ANSWERS, ())
    records.close()
    return folder / "records.db"


def main(release: str) -> None:
    target = KEPT / f"{release}.db.gz"
    KEPT.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, target.open("xb") as out:
        out.write(gzip.compress(fill(Path(folder)).read_bytes(), mtime=0))


if __name__ == "__main__":
    main(sys.argv[1])
