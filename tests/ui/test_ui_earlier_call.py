"""A repeat call: the earlier call's key facts beside the new one; the dose against its window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel

from tests.making_sites import NURSE
from tests.ui.calling import ALT, CTRL, Calling, Key, jane
from tests.whole_sites import first_site, site
from workstation.clinical.encounter import Patient
from workstation.clinical.findings import Finding, Setting, Source, Therapy, known, unknown
from workstation.site.events import Act
from workstation.ui.widgets.grades import RangeBadge
from workstation.ui.widgets.labels import ElidedLabel
from workstation.workflows import calls, issuing, patients

__all__ = ["first_site", "site"]


def fever(call: Calling, celsius: float) -> list[Finding]:
    at = call.clock.now
    return [
        known("temperature_c", celsius, Source.PATIENT_DEVICE, at),
        *(known(i, False, Source.REPORTED, at) for i in ("collapse", "seizure_now")),
    ]


def called_earlier(call: Calling, patient: Patient, celsius: float, signed: bool = True) -> str:
    """Another call of the patient, as the record then has it."""
    draft = calls.start(call.session, Setting.PHONE, "555-0134")
    saved = calls.answer(call.session, draft.uuid, 1, fever(call, celsius))
    draft = calls.attach_patient(call.session, draft.uuid, saved.version, patient.uuid)
    if signed:
        issuing.sign(call.session, draft.uuid, draft.version, NURSE.password)
    return draft.uuid


def begin_again(call: Calling) -> None:
    """The call of the window begins now, after what was made before it."""
    begun = calls.start(call.session, Setting.PHONE, "", call.session.new_id())
    view = type(call.view)(call.session, call.tasks, begun)
    call.window.setCentralWidget(view)
    view.show()
    call.view = view
    view.take_keyboard()
    call.settle()


def attach_by_key(call: Calling, typed: str = "doe") -> None:
    call.press(Key.Key_F, CTRL)
    call.type(typed)
    call.press(Key.Key_Return)
    call.qtbot.waitUntil(lambda: call.held.patient is not None)
    call.settle()


def told(call: Calling) -> list[str]:
    return [shown.text() for shown in call.view.above.earlier.findChildren(QLabel)]


def test_a_second_call_in_24_hours_shows_the_first_beside_it(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    earlier = called_earlier(call, patient, 38.6)
    call.clock.advance(hours=3)
    begin_again(call)
    assert not call.view.above.earlier.isVisible()
    attach_by_key(call)
    assert call.view.above.earlier.isVisible()
    assert "Second call in 24 h" in told(call)
    levels = call.session.protocol.form.levels.values()
    assert any(level.label in told(call) for level in levels)
    badges = call.view.above.earlier.findChildren(RangeBadge)
    assert [b.accessibleName() for b in badges] == [
        "Grade: at least 1, may be as high as 4",
        "Grade: not settled, 0 to 4",
    ]
    with call.session.records.reading() as unit:
        views = [e for e in unit.audit_log.events(limit=50) if e.act == Act.ENCOUNTER_VIEWED]
    assert [event.obj for event in views] == [earlier]


def test_the_earlier_numbers_stand_over_the_present_ones(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    draft = calls.start(call.session, Setting.PHONE, "555-0134")
    told = [
        known("temperature_c", 38.6, Source.PATIENT_DEVICE, call.clock.now),
        known("systolic_mmhg", 104, Source.PATIENT_DEVICE, call.clock.now),
        known("diastolic_mmhg", 66, Source.PATIENT_DEVICE, call.clock.now),
        known("spo2_percent", 95, Source.PATIENT_DEVICE, call.clock.now),
        known("chills", True, Source.REPORTED, call.clock.now),
        known("oxygen_device", "room_air"),
        unknown("heart_rate_bpm"),
    ]
    saved = calls.answer(call.session, draft.uuid, 1, told)
    calls.attach_patient(call.session, draft.uuid, saved.version, patient.uuid)
    call.clock.advance(hours=3)
    begin_again(call)
    attach_by_key(call)
    call.press(Key.Key_2, ALT)
    call.type("39.2")
    call.press(Key.Key_Return)
    call.settle()
    then = call.view.above.earlier.findChild(ElidedLabel, "found_then")
    now = call.view.above.earlier.findChild(ElidedLabel, "found_now")
    assert isinstance(then, ElidedLabel) and isinstance(now, ElidedLabel)
    assert then.text() == "Then 38.6 °C · 104/66 mmHg · SpO₂ 95 % · Chills"
    assert now.text() == "Now 39.2 °C"
    assert then.isVisible() and now.isVisible()
    assert "Then 38.6 °C" in call.view.above.earlier.accessibleName()


def test_without_earlier_numbers_the_banner_is_one_line(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    draft = calls.start(call.session, Setting.PHONE, "555-0134")
    calls.attach_patient(call.session, draft.uuid, 1, patient.uuid)
    call.clock.advance(hours=3)
    begin_again(call)
    attach_by_key(call)
    then = call.view.above.earlier.findChild(ElidedLabel, "found_then")
    assert isinstance(then, ElidedLabel)
    assert call.view.above.earlier.isVisible() and not then.isVisible()


def test_a_grade_above_the_last_one_is_told_as_rising(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    called_earlier(call, patient, 36.8)
    call.clock.advance(days=2)
    begin_again(call)
    attach_by_key(call)
    assert not call.view.above.earlier.isVisible()
    call.press(Key.Key_2, ALT)
    call.type("38.9")
    call.press(Key.Key_Return)
    call.settle()
    assert call.view.above.earlier.isVisible()
    assert "Grade rising" in told(call)


def test_an_earlier_call_of_the_same_dose_is_shown_inside_its_window(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    dosed = Therapy(agent="teclistamab", last_dose_at=call.clock.now - timedelta(hours=6))
    patient = patients.update(call.session, replace(patient, therapy=dosed))
    called_earlier(call, patient, 38.6, signed=False)
    call.clock.advance(days=2)
    begin_again(call)
    attach_by_key(call)
    assert call.view.above.earlier.isVisible()
    assert "In the onset window" in told(call)
    assert "not signed" in told(call)
    since = call.view.bar.findChild(ElidedLabel, "since_dose")
    assert isinstance(since, ElidedLabel)
    assert since.text() == "day 2 of 0 to 6, onset window · 54 h"
    assert call.view.bar.therapy.toolTip().startswith("Published onset: 2 days (1 to 6)")


@pytest.mark.parametrize(("days", "shown"), [(6, True), (8, False)])
def test_inside_the_window_a_call_about_the_step_before_is_shown(
    call: Calling, days: int, shown: bool
) -> None:
    patient = jane(call.session, call.clock)
    called_earlier(call, patient, 38.6, signed=False)
    call.clock.advance(days=days)
    dosed = Therapy(agent="teclistamab", last_dose_at=call.clock.now - timedelta(hours=6))
    patients.update(call.session, replace(patient, therapy=dosed))
    begin_again(call)
    attach_by_key(call)
    assert call.view.above.earlier.isVisible() is shown
    assert ("In the onset window" in told(call)) is shown
    assert "Grade rising" not in told(call)


def test_the_emergency_card_stands_alone(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    called_earlier(call, patient, 38.6, signed=False)
    call.clock.advance(hours=1)
    begin_again(call)
    attach_by_key(call)
    assert call.view.above.earlier.isVisible()
    call.type("cy")
    assert call.view.card.isVisible()
    assert not call.view.above.earlier.isVisible()


def test_the_first_call_of_a_patient_has_no_banner(call: Calling) -> None:
    jane(call.session, call.clock)
    begin_again(call)
    attach_by_key(call)
    assert not call.view.above.earlier.isVisible()
