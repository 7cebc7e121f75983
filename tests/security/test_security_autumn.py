"""The hour that an autumn night has twice: order and lengths stay, the page tells which."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.documents.reading import bare, text_of
from tests.making_sites import NURSE, WholeSite
from tests.shift import Markers, invented
from workstation.clinical.encounter import Decision
from workstation.clinical.findings import Setting, Source, known
from workstation.documents.agreement import read_record
from workstation.workflows import calls, issuing, observing, patients

FIRST = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
"""02:30 summer time in Paris; an hour later it is 02:30 again."""


def test_two_observations_at_half_past_two_are_an_hour_apart(
    site: WholeSite, tmp_path: Path
) -> None:
    site.clock.now = FIRST - timedelta(minutes=5)
    with site.session() as session:
        patients.add(session, invented(Markers(), "p-1", date(1961, 3, 4)))
        draft = calls.start(session, Setting.CHAIRSIDE, uuid="e-1")
        version = calls.attach_patient(session, "e-1", draft.version, "p-1").version
        for at, degrees in ((FIRST, 38.2), (FIRST + timedelta(hours=1), 39.4)):
            site.clock.now = at
            measured = [known("temperature_c", degrees, Source.MEASURED, at)]
            version = calls.answer(session, "e-1", version, measured).version
            if at == FIRST:
                version = observing.next_observation(session, "e-1", version).version
        decided = Decision(not_known_reason="caller_cannot_say")
        version = calls.decide(session, "e-1", version, decided).version
        issued = issuing.sign(session, "e-1", version, NURSE.password)
    assert issued.verdict.good
    page = text_of(tmp_path, issued.pdf)
    assert bare("02:30 +02:00") in page
    assert bare("02:30 +01:00") in page
    record, _ = read_record(issued.pdf)
    apart = [
        datetime.fromisoformat(row["observation"]["assessed_at"])
        for row in (record["observations"][0], record)
    ]
    assert apart[1] - apart[0] == timedelta(hours=1)
    assert "clock_set_back" not in record
