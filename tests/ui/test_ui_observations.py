"""A visit at the chair by keys alone: several observations in one record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.making_sites import NURSE, WholeSite
from tests.ui.calling import ALT, CTRL, Calling, Key, calling, jane
from tests.ui.desks import Desks
from tests.ui.hands import cut_texts, find, press, texts, type_text
from tests.whole_sites import first_site, site
from workstation.clinical.encounter import Encounter, EncounterState
from workstation.clinical.findings import Setting
from workstation.ui import theme
from workstation.ui.call_view import CallView
from workstation.ui.encounters_view import EncountersPage
from workstation.ui.patient_search import PatientSearch
from workstation.ui.signing import SignCard
from workstation.ui.widgets.buttons import Button
from workstation.workflows import issuing, reports

__all__ = ["first_site", "site"]


def next_observation(call: Calling) -> None:
    call.press(Key.Key_O, CTRL)
    call.settle()


def observe(call: Calling, temperature: str, pressure: str = "118/74") -> None:
    """Red flags, temperature and pressure, as a nurse types them."""
    call.type("n" * 11)
    call.press(Key.Key_Return)
    call.type(temperature)
    call.press(Key.Key_Return)
    call.press(Key.Key_3, ALT)
    call.type(pressure)
    call.press(Key.Key_Return)


def sign(call: Calling) -> Encounter:
    """Ctrl+S: the patient first, then the reason for what is not known and the password."""
    call.press(Key.Key_S, CTRL)
    call.settle()
    search = call.card()
    assert isinstance(search, PatientSearch)
    call.type("doe")
    call.qtbot.waitUntil(lambda: not search._pause.isActive() and not call.tasks.busy)
    call.press(Key.Key_Return)
    call.settle()
    assert isinstance(call.card(), SignCard)
    assert "observations" in " ".join(texts(call.card()))
    assert list(cut_texts(call.card())) == []
    find(call.card(), QComboBox, "reason_for_all").setFocus()
    call.press(Key.Key_Down)
    find(call.card(), QLineEdit, "signing_password").setFocus()
    call.type(NURSE.password)
    call.press(Key.Key_Return)
    card = call.card()
    call.qtbot.waitUntil(lambda: "Signed and verified" in texts(card), timeout=30_000)
    call.press(Key.Key_Return)
    call.qtbot.waitUntil(lambda: bool(call.finished), timeout=30_000)
    return call.stored()


def shown(call: Calling, name: str) -> str:
    found = call.view.findChildren(QLabel, name)
    return next(text.text() for text in found if text.isVisible())


def lines(call: Calling) -> list[str]:
    table = call.view.observations.findChild(type(call.view), "observation_table")
    return texts(table) if table else texts(call.view.observations)


def test_f2_goes_from_phone_to_ward_to_chair(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        assert not call.view.observations.isVisible()
        call.press(Key.Key_F2)
        assert call.stored().setting is Setting.WARD
        call.press(Key.Key_F2)
        assert call.stored().setting is Setting.CHAIRSIDE
        assert call.view.observations.isVisible()
        assert call.view.bar.name.text() == "New assessment, chair"
        assert call.view.bar.setting.text() == "Change to phone (F2)"
        call.press(Key.Key_F2)
        assert call.stored().setting is Setting.PHONE
        assert not call.view.observations.isVisible()


def test_three_observations_by_keyboard_restored_in_the_middle(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot, Setting.CHAIRSIDE) as call:
        patient = jane(call.session, call.clock)
        call.press(Key.Key_Return)
        observe(call, "37.0")
        call.clock.advance(minutes=30)
        next_observation(call)
        assert call.held.number == 2
        assert call.view.form.current == 0
        call.clock.advance(minutes=5)
        observe(call, "38.6", "86/50")
        assert shown(call, "observation_course").startswith("peak at least 2 at")
        assert call.view.above.rising.isVisible()
        assert "at least 2 now" in " ".join(texts(call.view.above.rising))
        before = call.stored()
        # the window is gone; a new one takes the draft up where it was
        view = CallView(call.session, call.tasks, before)
        view.finished.connect(call.finished.append)
        call.window.setCentralWidget(view)
        call.view = view
        view.show()
        call.settle()
        call.window.activateWindow()
        view.take_keyboard()
        call.settle()
        (first,) = call.held.observations
        assert first.findings["temperature_c"].value == 37.0
        call.clock.advance(minutes=20)
        next_observation(call)
        observe(call, "37.4")
        stored = call.stored()
        assert [one.number for one in stored.observations] == [1, 2]
        assert stored.observations == call.held.observations
        assert stored.observations[-1].findings["systolic_mmhg"].value == 86
        assert stored.findings["temperature_c"].value == 37.4
        assert "37.0" in texts(call.view.observations) or "All 3" in [
            b.text() for b in call.view.observations.findChildren(Button) if b.isVisible()
        ]
        signed = sign(call)
        assert (signed.number, signed.state) == (3, EncounterState.SIGNED)
        assert signed.patient is not None and signed.patient.uuid == patient.uuid
        assert issuing.verify_stored(call.session, signed.uuid).good
        (row,) = reports.encounters(call.session)
        assert (row.observations, row.peak_at_least) == (3, 2)


def test_an_earlier_value_is_greyed_with_its_age_until_it_is_taken_again(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot, Setting.WARD) as call:
        call.press(Key.Key_Return)
        observe(call, "38.4")
        next_observation(call)
        call.clock.advance(minutes=35)
        call.view.draft.refresh()
        call.press(Key.Key_2, ALT)
        assert shown(call, "earlier_temperature") == "was 38.4, 35 min ago"
        call.type("37.1")
        call.press(Key.Key_Return)
        found = call.view.findChildren(QLabel, "earlier_temperature")
        assert not any(text.isVisible() for text in found)
        # the fever is of this record, and counts although it was not asked again
        assert call.view.draft.assessment.grade.entry == "met"


def test_an_observation_that_could_not_be_closed_is_closed_with_the_next_save(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot, Setting.CHAIRSIDE) as call:
        call.press(Key.Key_Return)
        call.type("nn")
        call.settle()
        database = call.session.data_dir / "records.db"
        database.rename(database.with_suffix(".away"))
        next_observation(call)
        assert call.view.above.problem.isVisible()
        assert (call.held.number, dict(call.held.findings)) == (2, {})
        database.with_suffix(".away").rename(database)
        call.type("n")
        stored = call.stored()
        assert [len(one.findings) for one in stored.observations] == [2]
        assert set(stored.findings) == {"collapse"}
        assert not call.view.above.problem.isVisible()


def test_beside_the_patient_no_reason_is_one_of_the_phone(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, Setting.CHAIRSIDE) as call:
        call.press(Key.Key_Return)
        call.press(Key.Key_3, ALT)
        call.type("-1")  # "no device at home" of a call: here it is no reason
        assert "systolic_mmhg" not in call.stored().findings
        call.type("2")
        assert call.stored().findings["systolic_mmhg"].reason == "patient_refused"


def test_nothing_is_closed_before_anything_is_answered(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, Setting.CHAIRSIDE) as call:
        call.press(Key.Key_Return)
        next_observation(call)
        assert call.held.number == 1
        assert "Nothing is answered" in shown(call, "observation_course")
        assert not call.view.observations.next.isEnabled()
        call.type("n")
        assert call.view.observations.next.isEnabled()
        call.view.observations.next.click()
        call.settle()
        assert call.stored().number == 2


def test_what_is_typed_belongs_to_the_observation_in_which_it_is_typed(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot, Setting.CHAIRSIDE) as call:
        call.press(Key.Key_Return)
        call.type("n" * 11)
        call.press(Key.Key_Return)
        call.type("38.2")
        next_observation(call)
        stored = call.stored()
        assert stored.observations[0].findings["temperature_c"].value == 38.2
        assert "temperature_c" not in stored.findings
        call.press(Key.Key_2, ALT)
        call.type("386")
        next_observation(call)
        assert call.held.number == 2, "a refused value stays and nothing is closed"
        assert "outside" in " ".join(texts(call.view.form))


def test_a_late_observation_is_told(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, Setting.CHAIRSIDE) as call:
        call.press(Key.Key_Return)
        call.type("n")
        call.view.form.ask("observation_due_at")
        call.settle()
        call.type("+30")
        call.press(Key.Key_Return)
        due = call.stored().findings["observation_due_at"].value
        assert due == call.clock.now.replace(second=0, microsecond=0) + timedelta(minutes=30)
        assert "Next due" in shown(call, "observation_due")
        call.clock.advance(minutes=40)
        call.view.draft.refresh()
        assert "late" in shown(call, "observation_due")
        level = call.view.draft.assessment.disposition.level
        assert level == "continue_close_monitoring"
        next_observation(call)
        assert shown(call, "observation_due").startswith("Opened late")


def test_the_card_at_the_chair_has_the_chair_s_words(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, Setting.CHAIRSIDE) as call:
        call.press(Key.Key_Return)
        call.type("h")
        call.type("y")
        assert call.view.card.isVisible()
        said = " ".join(texts(call.view.card))
        assert "Stop, emergency team now" in said
        assert "Stop the infusion" in said and "anaphylaxis pathway first" in said
        assert "hang up" not in said and "Emergency team called by" in said
        assert "address" not in said
        for _ in range(5):
            call.press(Key.Key_Return, CTRL)
        assert call.stored().decision.informed == "Emergency team called by: the nurse at the chair"
        # an alarm of the observation before goes on until it is asked again
        next_observation(call)
        assert call.view.card.isVisible()
        for _ in range(11):
            call.view.form.take_focus()
            call.type("n")
        assert not call.view.card.isVisible()


@pytest.mark.parametrize("size", [(1088, 800), (1728, 1080)])
@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_the_lines_have_their_room(
    site: WholeSite, qtbot: QtBot, size: tuple[int, int], mode: theme.Mode
) -> None:
    theme.set_mode(mode)
    with calling(site, qtbot, Setting.CHAIRSIDE, size) as call:
        call.press(Key.Key_Return)
        for temperature in ("37.2", "38.6", "38.9"):
            observe(call, temperature)
            call.clock.advance(minutes=30)
            next_observation(call)
        call.type("n" * 11)
        call.settle()
        assert list(cut_texts(call.view.observations)) == []
        spoken = call.view.observations.accessibleName()
        assert "Observation 2" in spoken and "temperature 38.6" in spoken
        assert call.stored().state is EncounterState.DRAFT


def test_the_record_shows_every_observation(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, Setting.CHAIRSIDE) as call:
        call.press(Key.Key_Return)
        observe(call, "38.9", "80/40")
        call.clock.advance(minutes=30)
        next_observation(call)
        observe(call, "37.2")
        held = call.stored()
    desks = Desks(site, qtbot)
    try:
        window = desks.open()
        window.go("encounters")
        desks.settle()
        page = window.page("encounters")
        assert isinstance(page, EncountersPage)
        page.list.search.setFocus()
        type_text(f"#{held.id}")
        desks.settle()
        press(Key.Key_Return)
        desks.settle()
        qtbot.waitUntil(page.record.isVisible)
        told = texts(page.record)
        assert "Observations" in told and "38.9" in told and "80/40" in told
        assert any(text.startswith("Peak: at least grade 2") for text in told)
        grid = find(page.record, QWidget, "observation_table")
        assert list(cut_texts(grid)) == []
    finally:
        desks.close()
