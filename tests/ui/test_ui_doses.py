"""Doses given, told by key: counted beside the published most, answering the masking rows."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from tests.ui.calling import ALT, CTRL, Calling, Key, jane
from tests.ui.hands import cut_texts, find, texts
from tests.whole_sites import first_site, site
from workstation.clinical.doses import GivenDose
from workstation.clinical.findings import Setting, Source
from workstation.ui import when
from workstation.ui.doses_card import DosesCard
from workstation.workflows import calls, doses

__all__ = ["first_site", "site"]


def ago(call: Calling, hours: float) -> str:
    """A time as it is typed."""
    at = call.clock.now - timedelta(hours=hours)
    return when.typed_moment(at, call.session.site.time_zone)


def moment(call: Calling, hours: float) -> str:
    """A time as it is shown."""
    at = call.clock.now - timedelta(hours=hours)
    return when.moment_text(at, call.session.site.time_zone, call.clock.now)


def tell(call: Calling, digit: str, hours: float) -> None:
    call.type(digit)
    call.type(ago(call, hours))
    call.press(Key.Key_Return)
    call.settle()


def open_doses(call: Calling) -> DosesCard:
    call.press(Key.Key_D, ALT)
    card = call.card()
    assert isinstance(card, DosesCard)
    return card


def answer(call: Calling, item: str) -> object:
    finding = call.held.findings.get(item)
    return None if finding is None else finding.value


def test_a_dose_is_told_by_a_digit_and_a_time_and_answers_its_row(call: Calling) -> None:
    card = open_doses(call)
    assert "No dose is on file. That is not a “no”." in texts(card)
    tell(call, "1", 5)
    told = call.clock.now - timedelta(hours=5)
    assert answer(call, "anticytokine_given") is True
    assert answer(call, "anticytokine_at") == told.replace(second=0, microsecond=0)
    assert answer(call, "steroid_given") is None
    assert answer(call, "tocilizumab_doses_24h") == 1
    assert call.held.findings["anticytokine_given"].source is Source.REPORTED
    shown = texts(card)
    assert "Tocilizumab: 1 in 24 hours, 1 in all, the last 5 h ago" in shown
    assert any(t.startswith("Published: 3 in 24 h, 4 in all, 8 h apart") for t in shown)
    assert any(t.endswith("verify before clinical use") for t in shown)
    assert "Less than 8 hours since the last dose" in shown
    stored = call.stored()
    assert [(d.drug, d.told_in) for d in stored.doses] == [("tocilizumab", call.held.uuid)]
    assert stored.findings["anticytokine_given"].value is True
    assert not list(cut_texts(card))


def test_the_grade_follows_a_masking_dose_at_once(call: Calling) -> None:
    call.press(Key.Key_2, ALT)
    call.type("36.8")
    call.press(Key.Key_Return)
    call.type("nnnn")
    call.settle()
    assert call.view.draft.assessment.grade.entry == "not_met"
    open_doses(call)
    tell(call, "5", 2)
    call.press(Key.Key_Escape)
    assert answer(call, "steroid_given") is True
    assert call.view.draft.assessment.grade.entry != "not_met"


def test_a_replacement_dose_of_a_steroid_answers_nothing(call: Calling) -> None:
    card = open_doses(call)
    call.type("7")
    call.type(ago(call, 2))
    call.press(Key.Key_Tab)
    assert call.focus is card.purpose.edit
    call.type("r")
    call.press(Key.Key_Tab)
    call.type("hydrocortisone")
    call.press(Key.Key_Return)
    call.settle()
    assert [(d.label, d.replacement) for d in call.stored().doses] == [("hydrocortisone", True)]
    assert answer(call, "steroid_given") is None
    assert any("replacement, not counted" in text for text in texts(card))


def test_a_dose_that_is_left_behind_while_it_is_saved_answers_its_row(call: Calling) -> None:
    open_doses(call)
    call.type("1")
    call.type(ago(call, 5))
    call.press(Key.Key_Return)
    call.press(Key.Key_Escape)
    call.settle()
    assert answer(call, "anticytokine_given") is True
    assert call.held.doses == call.stored().doses != ()
    assert not [o for o in call.window.findChildren(DosesCard) if o.isVisible()]


def test_a_dose_changed_after_an_unclear_failure_is_another_dose(call: Calling) -> None:
    card = open_doses(call)
    call.type("1")
    call.type(ago(call, 5))
    first = card._taken()
    assert first is not None and card._taken() == first
    doses.tell(call.session, call.held.uuid, first)  # stored, and its answer got lost
    card.at.edit.setText(ago(call, 2))
    call.press(Key.Key_Return)
    call.settle()
    times = [call.clock.now - one.at for one in call.stored().doses]
    assert [round(one.total_seconds() / 3600) for one in times] == [5, 2]


def test_what_is_missing_is_told_and_what_was_typed_stays(call: Calling) -> None:
    card = open_doses(call)
    card.at.edit.setFocus()
    call.press(Key.Key_Return)
    assert card.failed.text == "Choose the medicine first, by its digit."
    find(card, QPushButton, "doses_back").setFocus()
    call.type("1")
    call.press(Key.Key_Return)
    assert card.at.wrong == "Type when it was given, such as 14:05."
    call.type("soon")
    call.press(Key.Key_Return)
    assert "is not a time" in card.at.wrong
    assert card.at.edit.text() == "soon"
    card.at.edit.setText(ago(call, 1))
    purpose = find(card, QComboBox, "given_as")
    purpose.setCurrentIndex(purpose.findData("replacement"))
    card.at.edit.setFocus()
    call.press(Key.Key_Return)
    assert card.purpose.wrong == "Only a steroid is given as a replacement."
    call.settle()
    assert call.stored().doses == ()


def test_a_dose_is_withdrawn_with_a_reason_and_its_row_is_asked_again(call: Calling) -> None:
    card = open_doses(call)
    tell(call, "1", 5)
    dose = call.held.doses[0]
    find(card, QPushButton, f"withdraw_{dose.id}").setFocus()
    call.press(Key.Key_Return)
    assert call.card() is not card
    call.press(Key.Key_Return)
    assert any("Say in a few words why." in text for text in texts(call.card()))
    call.type("told twice")
    call.press(Key.Key_Return)
    call.settle()
    assert call.card() is card
    stored = call.stored()
    assert stored.doses == () == call.held.doses
    assert "anticytokine_given" not in stored.findings
    assert "tocilizumab_doses_total" not in stored.findings


def earlier_dose(call: Calling, hours: float) -> None:
    """A dose that an earlier call of the patient was told of."""
    patient = jane(call.session, call.clock)
    before = calls.start(call.session, Setting.PHONE, "1")
    calls.attach_patient(call.session, before.uuid, before.version, patient.uuid)
    at = call.clock.now - timedelta(hours=hours)
    doses.tell(call.session, before.uuid, GivenDose("tocilizumab", at, id="dose-1"))


def attach(call: Calling) -> None:
    call.press(Key.Key_F, CTRL)
    call.type("doe")
    call.press(Key.Key_Return)
    call.qtbot.waitUntil(lambda: call.held.patient is not None)
    call.settle()


def test_a_dose_of_an_earlier_call_comes_with_the_patient(call: Calling) -> None:
    earlier_dose(call, 30)
    attach(call)
    given = call.held.findings["anticytokine_given"]
    assert (given.value, given.source) == (True, Source.RECORD)
    card = open_doses(call)
    assert "Tocilizumab: 0 in 24 hours, 1 in all, the last 30 h ago" in texts(card)
    assert any("earlier" in text for text in texts(card))


def test_a_no_against_the_record_is_shown_and_answered_by_one_key(call: Calling) -> None:
    earlier_dose(call, 30)
    call.press(Key.Key_2, ALT)
    row = call.view.form.view.row_of("anticytokine_given")
    assert row is not None
    row.take_focus()
    call.type("n")
    call.settle()
    attach(call)
    assert answer(call, "anticytokine_given") is False
    on_file = f"on file: {moment(call, 30)}"
    assert any(on_file in text for text in texts(call.view))
    card = open_doses(call)
    assert any("the form says no." in text for text in texts(card))
    find(card, QPushButton, "answer_yes").setFocus()
    call.press(Key.Key_Return)
    call.settle()
    assert answer(call, "anticytokine_given") is True
    assert not any("the form says no." in text for text in texts(card))
    assert not any(on_file in text for text in texts(call.view))


def test_a_count_that_time_has_made_wrong_is_made_right_when_it_is_looked_at(call: Calling) -> None:
    open_doses(call)
    tell(call, "1", 20)
    call.press(Key.Key_Escape)
    assert answer(call, "tocilizumab_doses_24h") == 1
    call.clock.advance(hours=5)
    open_doses(call)
    call.settle()
    assert answer(call, "tocilizumab_doses_24h") is None
    assert call.stored().findings["tocilizumab_doses_total"].value == 1


def test_the_row_of_the_time_opens_the_doses(call: Calling) -> None:
    call.press(Key.Key_2, ALT)
    row = call.view.form.view.row_of("steroid_given")
    assert row is not None
    row.take_focus()
    call.type("y")
    button = find(call.view, QPushButton, "doses_steroid_at")
    button.setFocus()
    call.press(Key.Key_Return)
    card = call.card()
    assert isinstance(card, DosesCard)
    assert not find(card, QLineEdit, "given_at").text()
