"""What happens to answers when the record cannot be written, and when the program ends."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import ALT, CTRL, Calling, Key, calling, jane
from tests.whole_sites import first_site, site
from workstation.ui.call_view import CallView
from workstation.ui.emergency_card import EmergencyCard
from workstation.ui.overlay import Overlay
from workstation.workflows import calls

__all__ = ["first_site", "site"]


def _database_away(call: Calling) -> None:
    database = call.session.data_dir / "records.db"
    database.rename(database.with_suffix(".away"))


def _database_back(call: Calling) -> None:
    database = call.session.data_dir / "records.db"
    database.with_suffix(".away").rename(database)


def test_an_answer_that_is_not_saved_says_so_and_can_be_saved_again(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_Return)
        call.type("n")
        call.settle()
        _database_away(call)
        call.type("nn")
        call.settle()
        assert call.view.bar.saved.text() == "Not saved"
        assert call.view.above.problem.isVisible()
        assert call.view.above.problem.minimumSizeHint().width() < 400, "a sentence takes lines"
        assert call.held.findings["difficulty_breathing"].value is False
        _database_back(call)
        call.view.bar.retry.click()
        stored = call.stored()
        assert {"collapse", "airway_problem", "difficulty_breathing"} <= set(stored.findings)
        assert call.view.bar.saved.text().startswith("Saved ")
        assert not call.view.above.problem.isVisible()


def test_the_next_answer_sends_again_what_was_not_saved(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_Return)
        _database_away(call)
        call.type("n")
        call.settle()
        _database_back(call)
        call.type("n")
        assert {"collapse", "airway_problem"} <= set(call.stored().findings)


def test_quick_typing_saves_every_answer_in_order(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_Return)
        for letter in "nnnnnnnnnnn":
            call.type(letter)  # without waiting for the record
        stored = call.stored()
        assert len(stored.findings) == 11
        assert stored.version == call.view.draft.version


def test_an_answer_given_while_the_patient_is_attached_stays(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        patient = jane(call.session, call.clock)
        call.view.draft.attach(patient.uuid)
        call.press(Key.Key_Return)
        call.type("nn")
        call.settle()
        assert call.held.patient == patient
        assert call.held.therapy == patient.therapy
        assert {"collapse", "airway_problem"} <= set(call.held.findings)
        assert {"collapse", "airway_problem"} <= set(call.stored().findings)


def test_the_steps_of_an_emergency_come_back_with_the_call(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        call.type("cy")
        call.type("5550142880")
        call.press(Key.Key_Return)
        call.type("12 Lake Street")
        call.press(Key.Key_Return)
        call.settle()
        stored = calls.open_encounter(call.session, call.held.uuid)
        again = CallView(call.session, call.tasks, stored)
        qtbot.addWidget(again)
        card = again.findChild(EmergencyCard)
        assert card is not None
        assert card.open_steps == 2
        assert card.number is not None
        assert card.number.text() == "5550142880"


def test_a_red_flag_on_a_later_page_brings_the_card_at_once(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_4, ALT)
        call.press(Key.Key_Down)
        call.type("85")
        call.press(Key.Key_Return)
        assert call.view.card.isVisible()
        assert call.focus.objectName() == "emergency_call_back_number"
        assert call.stored().findings["spo2_percent"].value == 85


def test_the_reminder_of_an_emergency_stays_on_the_other_pages(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot) as call:
        call.type("cy")
        call.view.form.go_on.click()
        assert not call.view.card.isVisible()
        assert call.view.above.reminder.isVisible()
        call.press(Key.Key_1, ALT)
        assert call.view.card.isVisible()


def test_signing_without_a_patient_asks_for_one_first(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        jane(call.session, call.clock)
        call.press(Key.Key_S, CTRL)
        call.settle()
        assert call.card().accessibleName() == "Attach the patient"
        call.press(Key.Key_Return)
        call.settle()
        assert call.card().accessibleName() == "Sign this encounter"
        call.press(Key.Key_Escape)
        call.settle()
        assert not [o for o in call.window.findChildren(Overlay) if o.isVisible()]


def test_leaving_the_search_ends_the_wish_to_sign(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        patient = jane(call.session, call.clock)
        call.press(Key.Key_S, CTRL)
        call.settle()
        call.press(Key.Key_Escape)
        call.settle()
        call.view.draft.attach(patient.uuid)
        call.settle()
        assert not [o for o in call.window.findChildren(Overlay) if o.isVisible()]


def test_a_disk_that_is_nearly_full_is_told_until_there_is_room_again(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot) as call:
        ballast = call.session.data_dir / "ballast.bin"
        call.press(Key.Key_Return)
        call.type("n")
        call.settle()
        assert not call.view.above.warning.isVisible()
        ballast.rename(ballast.with_suffix(".away"))
        call.type("n")
        call.settle()
        assert call.view.above.warning.isVisible()
        assert "nearly full" in call.view.above.warning.accessibleName()
        ballast.with_suffix(".away").rename(ballast)
        call.type("n")
        call.settle()
        assert not call.view.above.warning.isVisible()


def test_a_pasted_character_that_is_refused_blocks_no_answer(site: WholeSite, qtbot: QtBot) -> None:
    """The number is told as wrong and can be mended; what is answered meanwhile is saved."""
    with calling(site, qtbot) as call:
        call.press(Key.Key_Return)
        call.type("n")
        call.settle()
        call.view.bar.number.setText("312 555\u202e 0142")
        call.view.bar.number.editingFinished.emit()
        call.settle()
        call.type("n")
        call.settle()
        assert "airway_problem" in call.stored().findings
        call.view.bar.number.setText("312 555 0142")
        call.view.bar.number.editingFinished.emit()
        call.settle()
        call.type("n")
        call.settle()
        assert call.stored().call_back_number == "312 555 0142"
        assert "difficulty_breathing" in call.stored().findings
