"""Taking a call by keyboard: every answer reaches the record, the focus is never lost."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.making_sites import NURSE, WholeSite
from tests.ui.calling import ALT, CTRL, SHIFT, Calling, Key, calling, jane
from tests.whole_sites import first_site, site
from workstation.clinical.encounter import EncounterState
from workstation.clinical.findings import Setting, Source, State
from workstation.ui.signing import SignCard
from workstation.ui.when import clock_text
from workstation.workflows import calls

__all__ = ["first_site", "site"]


def test_a_call_begins_at_the_number_and_letters_belong_to_the_red_flags(call: Calling) -> None:
    assert call.focus.objectName() == "call_back_number"
    call.type("5550142880s")
    assert call.focus.objectName() == "answer_seizure_now"
    assert call.stored().call_back_number == "5550142880"


def test_an_answer_is_stored_and_its_saved_mark_drawn(call: Calling) -> None:
    call.press(Key.Key_Return)
    call.clock.advance(minutes=5, seconds=12)
    call.type("n")
    assert call.focus.objectName() == "answer_airway_problem"
    found = call.stored().findings["collapse"]
    assert found.value is False
    assert found.source is Source.REPORTED
    assert call.view.bar.saved.text() == "Saved 10:06:12"


def test_the_same_key_again_clears_to_not_asked(call: Calling) -> None:
    call.press(Key.Key_Return)
    call.type("n")
    call.press(Key.Key_Up)
    call.type("n")
    assert "collapse" not in call.stored().findings
    assert call.focus.accessibleName() == "Collapse, not asked"


def test_a_red_call_reaches_the_emergency_card_in_under_ten_keys(call: Calling) -> None:
    call.type("sy")
    assert call.view.card.isVisible()
    assert call.keys + 1 < 10  # and Ctrl+N before
    assert call.focus.objectName() == "emergency_call_back_number"


@pytest.mark.parametrize("letter", "cawspdft")
def test_each_first_yes_that_calls_help_shows_its_time_on_the_card(
    call: Calling, letter: str
) -> None:
    call.clock.advance(minutes=7)
    call.type(f"{letter}y")
    at = clock_text(call.clock.now, call.session.site.time_zone)
    told = [t.text() for t in call.view.card.findChildren(QLabel) if t.isVisible()]
    assert any(words.endswith(f"answered yes {at}") for words in told), told
    assert call.stored().first_red_flag_at == call.clock.now


def test_the_emergency_card_reads_number_and_address_back(call: Calling) -> None:
    call.type("cy")
    call.type("5550142880")
    call.press(Key.Key_Return)
    call.type("12 Lake Street")
    call.press(Key.Key_Return, CTRL)
    stored = call.stored()
    assert (stored.call_back_number, stored.address, stored.read_back) == (
        "5550142880",
        "12 Lake Street",
        True,
    )
    assert stored.first_red_flag_at is not None


def test_nothing_is_read_back_while_the_field_is_empty(call: Calling) -> None:
    call.type("cy")
    call.press(Key.Key_Return)
    assert call.focus.objectName() == "emergency_call_back_number"
    assert call.focus.property("error") is True
    assert not call.stored().read_back


def test_correcting_the_answer_takes_the_emergency_card_away(call: Calling) -> None:
    call.type("cy")
    call.view.form.back.click()
    assert call.focus.objectName() == "answer_collapse"
    call.type("n")
    assert not call.view.card.isVisible()
    assert call.view.form.next.text() == "Next: Fever"


def test_an_impossible_value_is_refused_at_the_field_and_stays(call: Calling) -> None:
    call.press(Key.Key_2, ALT)
    call.type("386")
    call.press(Key.Key_Return)
    field = call.focus
    assert isinstance(field, QLineEdit)
    assert field.objectName() == "value_temperature_c"
    assert field.text() == "386"
    words = "Temperature 386 °C is outside 25.0 to 45.0 °C. Nothing was changed."
    assert words in [t.text() for t in call.view.findChildren(QLabel) if t.isVisible()]
    assert "temperature_c" not in call.stored().findings
    for _ in "386":
        call.press(Key.Key_Backspace)
    call.type("38.6")
    call.press(Key.Key_Return)
    assert field.property("error") is False
    assert call.stored().findings["temperature_c"].value == 38.6


def test_fahrenheit_is_taken_and_shown_in_the_unit_of_the_site(call: Calling) -> None:
    call.press(Key.Key_2, ALT)
    call.type("101.3F")
    call.press(Key.Key_Return)
    assert call.stored().findings["temperature_c"].value == 38.5
    field = call.view.findChild(QLineEdit, "value_temperature_c")
    assert isinstance(field, QLineEdit)
    assert field.text() == "38.5"


def test_u_is_unknown_and_minus_asks_for_the_reason_by_digit(call: Calling) -> None:
    call.press(Key.Key_3, ALT)
    call.type("u")
    assert call.focus.objectName() == "value_heart_rate_bpm"
    call.type("-1")
    stored = call.stored().findings
    assert stored["systolic_mmhg"].state is State.UNKNOWN
    assert stored["diastolic_mmhg"].state is State.UNKNOWN
    assert stored["heart_rate_bpm"].state is State.NOT_ASSESSED
    assert stored["heart_rate_bpm"].reason == "no_device"
    assert call.focus.objectName() == "answer_dizziness_on_standing"


def test_a_source_letter_counts_only_in_the_source(call: Calling) -> None:
    call.press(Key.Key_3, ALT)
    call.type("118/74")
    call.press(Key.Key_Right)
    assert call.focus.objectName() == "source_systolic_mmhg"
    call.type("m")
    call.press(Key.Key_Return)
    stored = call.stored().findings
    assert stored["systolic_mmhg"].value == 118
    assert stored["diastolic_mmhg"].value == 74
    assert stored["systolic_mmhg"].source is Source.MEASURED


def test_the_time_of_a_value_can_be_typed_and_never_lies_ahead(call: Calling) -> None:
    call.press(Key.Key_2, ALT)
    call.type("37.0")
    call.press(Key.Key_Right)
    call.press(Key.Key_Right)
    assert call.focus.objectName() == "time_temperature_c"
    call.type("1055")
    call.press(Key.Key_Return)
    assert call.focus.objectName() == "time_temperature_c"
    call.type("\b")
    for _ in "1055":
        call.press(Key.Key_Backspace)
    call.type("0930")
    call.press(Key.Key_Return)
    found = call.stored().findings["temperature_c"]
    assert found.at is not None
    assert found.at.strftime("%H:%M") == "08:30"  # 09:30 in Paris


def test_nought_on_the_head_answers_the_whole_block(call: Calling) -> None:
    call.press(Key.Key_6, ALT)
    assert call.focus.objectName() == "none_mild"
    call.type("0")
    mild = ("fatigue", "cough", "headache", "loss_of_appetite", "rash", "body_pain")
    stored = call.stored().findings
    assert all(stored[item].value is False for item in mild)
    assert call.focus.objectName() == "answer_stomach_pain"


def test_leaving_a_section_shows_what_was_not_asked(call: Calling) -> None:
    call.press(Key.Key_2, ALT)
    call.type("37.0")
    call.press(Key.Key_Return)
    call.press(Key.Key_3, ALT)
    call.settle()
    shown = [t.text() for t in call.view.findChildren(QLabel) if t.isVisible()]
    assert "4 not asked" in shown
    step = [c for c in call.view.stepper.children() if c.objectName() == "step_2"]
    assert "1 of 5" in step[0].property("accessibleName")


def test_the_next_question_is_one_key_away(call: Calling) -> None:
    call.press(Key.Key_Return)
    call.type("n" * 11)
    call.settle()
    question = call.view.draft.assessment.next_question
    assert question is not None
    call.press(Key.Key_J, CTRL)
    row = call.view.form.view.current
    assert row is not None
    assert question.finding in row.row.items


def test_raising_needs_one_key_and_is_stored(call: Calling) -> None:
    call.press(Key.Key_2, ALT)
    call.type("38.6")
    call.press(Key.Key_Return)
    call.settle()
    before = call.view.draft.assessment.disposition.level
    call.press(Key.Key_F6)
    override = call.stored().decision.override
    assert override is not None
    assert override.raised
    assert override.computed == before
    call.press(Key.Key_F6, SHIFT)
    assert call.stored().decision.override is None


def test_lowering_asks_for_a_coded_reason(call: Calling) -> None:
    call.press(Key.Key_2, ALT)
    call.type("38.6")
    call.press(Key.Key_Return)
    call.settle()
    call.press(Key.Key_F6, SHIFT)
    card = call.card()
    assert not card.default or not card.default.isEnabled()
    call.type("1")
    call.press(Key.Key_Return)
    override = call.stored().decision.override
    assert override is not None
    assert not override.raised
    assert override.reason_code == "measured_and_normal"


def test_f2_makes_the_same_call_a_ward_assessment_and_back(call: Calling) -> None:
    uuid = call.held.uuid
    call.type("5550142880")
    call.press(Key.Key_F2)
    stored = call.stored()
    assert (stored.uuid, stored.setting) == (uuid, Setting.WARD)
    assert stored.call_back_number == "5550142880"
    assert call.view.bar.name.text() == "New assessment, ward"
    call.press(Key.Key_3, ALT)
    assert call.view.form.view.row_of("vasopressors") is not None
    call.press(Key.Key_F2)
    assert call.stored().setting is Setting.CHAIRSIDE
    call.press(Key.Key_F2)
    assert call.stored().setting is Setting.PHONE
    call.press(Key.Key_3, ALT)
    assert call.view.form.view.row_of("vasopressors") is None
    assert [e.state for e in calls.drafts(call.session)] == [EncounterState.DRAFT]


def test_f2_works_in_a_wide_window_beside_the_note(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, size=(1728, 1080)) as call:
        assert call.view.note.isVisible()
        for setting in (Setting.WARD, Setting.CHAIRSIDE, Setting.PHONE):
            call.press(Key.Key_F2)
            assert call.stored().setting is setting
            call.press(Key.Key_2, ALT)
            assert call.view.form.view.section.id == "fever"
            call.view.bar.number.setFocus()


def test_what_is_typed_right_after_f2_is_kept_in_the_new_setting(call: Calling) -> None:
    call.press(Key.Key_F2)
    call.type("sn")
    stored = call.stored()
    assert stored.setting is Setting.WARD
    assert stored.findings["seizure_now"].value is False


def test_f2_does_nothing_after_the_first_answer(call: Calling) -> None:
    call.type("c")
    call.type("n")
    call.press(Key.Key_F2)
    stored = call.stored()
    assert (stored.state, stored.setting) == (EncounterState.DRAFT, Setting.PHONE)


def test_a_restored_call_shows_every_answer_and_goes_on_where_it_was(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot) as call:
        patient = jane(call.session, call.clock)
        call.view.draft.attach(patient.uuid)
        call.press(Key.Key_Return)
        call.type("n" * 11)
        stored = call.stored()
    with calling(site, qtbot) as other:
        view = type(other.view)(other.session, other.tasks, stored)
        qtbot.addWidget(view)
        assert view.bar.name.text() == "DOE, Jane"
        assert "14 Mar 1965" in view.bar.person.text()
        assert view.form.sections[view.form.current][0].id == "fever"
        assert view.form.view.counts()[0] == 0


def test_signing_asks_why_items_are_not_known_then_the_password(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    call.view.draft.attach(patient.uuid)
    call.settle()
    call.clock.advance(minutes=4)
    call.press(Key.Key_2, ALT)
    call.type("37.0")
    call.press(Key.Key_Return)
    call.settle()
    call.press(Key.Key_S, CTRL)
    call.settle()
    card = call.card()
    assert isinstance(card, SignCard)
    assert call.focus.objectName() == "signing_password"
    call.type(NURSE.password)
    call.press(Key.Key_Return)
    assert call.focus.objectName() == "reason_for_all"
    card.summary.reason.setCurrentIndex(2)
    card.password.setFocus()
    call.press(Key.Key_Return)
    call.settle()
    assert call.stored().state is EncounterState.SIGNED
    assert call.stored().decision.not_known_reason == "not_possible_by_phone"
    call.press(Key.Key_Return)
    assert call.finished == [call.held.uuid]


def test_a_wrong_password_signs_nothing_and_says_so(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    call.view.draft.attach(patient.uuid)
    call.type("cy")
    call.settle()
    call.press(Key.Key_S, CTRL)
    call.settle()
    call.type("not the password")
    call.press(Key.Key_Return)
    call.settle()
    assert call.stored().state is EncounterState.DRAFT
    shown = [t.text() for t in call.card().findChildren(QLabel) if t.isVisible()]
    assert any("do not belong together" in text for text in shown)
    assert call.focus.objectName() == "signing_password"


def test_a_red_call_is_signed_and_left_without_another_save(call: Calling) -> None:
    """What stands in a field of the card is not sent to a record that is signed."""
    jane(call.session, call.clock)
    call.type("5550199")
    call.type("sy")
    call.press(Key.Key_Return, CTRL)
    assert call.focus.objectName() == "emergency_address"
    call.press(Key.Key_Return, CTRL)
    call.press(Key.Key_S, CTRL)
    call.settle()
    call.type("doe")
    call.qtbot.wait(300)
    call.settle()
    call.press(Key.Key_Return)
    call.settle()
    assert isinstance(call.card(), SignCard)
    call.type(NURSE.password)
    call.press(Key.Key_Return)
    call.qtbot.waitUntil(lambda: call.focus.objectName() == "signing_done", timeout=30_000)
    failed: list[object] = []
    call.view.draft.save_failed.connect(failed.append)
    address = call.view.card.address
    assert address is not None and address.text() == "1180 Orchard Lane"
    call.press(Key.Key_Return)
    address.editingFinished.emit()  # as the field loses the keyboard when the call is left
    call.settle()
    assert call.finished and not failed
    assert call.stored().state is EncounterState.SIGNED
