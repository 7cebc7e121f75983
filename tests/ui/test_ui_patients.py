"""Finding the patient of a call, and adding one, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.desks import Desks
from tests.ui.hands import ALT, Key, click, cut_texts, find, focused, press, texts, type_text
from workstation.clinical.encounter import Patient
from workstation.clinical.findings import Therapy
from workstation.ui.main_window import MainWindow
from workstation.ui.new_patient import PatientCard
from workstation.ui.patient_search import PatientSearch
from workstation.ui.table import RowsView
from workstation.ui.therapy_fields import TherapyCard
from workstation.workflows import patients

Search = Callable[[], tuple[MainWindow, PatientSearch, list[Patient]]]


@pytest.fixture
def search(desks: Desks) -> Search:
    def make() -> tuple[MainWindow, PatientSearch, list[Patient]]:
        window = desks.open()
        chosen: list[Patient] = []
        card = PatientSearch(window, window.session, window.desk.tasks)
        card.chosen.connect(chosen.append)
        card.open()
        desks.settle()
        return window, card, chosen

    return make


def shown(card: PatientSearch) -> list[str]:
    model = find(card, RowsView, "patients").model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


@pytest.mark.parametrize("typed", ["roe", "mar", "0040", "1982-01-09", "Roe, Maria"])
def test_a_patient_is_found_by_name_number_or_birth_date_and_enter_attaches(
    search: Search, desks: Desks, qtbot: QtBot, typed: str
) -> None:
    _, card, chosen = search()
    assert len(shown(card)) == 4
    type_text(typed)
    qtbot.waitUntil(lambda: len(shown(card)) == 1)
    press(Key.Key_Return)
    assert [patient.family_name for patient in chosen] == ["Roe"]
    assert not card.isVisible()


def test_enter_before_the_search_has_run_attaches_the_only_one_found(
    search: Search, desks: Desks, qtbot: QtBot
) -> None:
    _, card, chosen = search()
    type_text("roe")
    press(Key.Key_Return)
    assert chosen == []  # what is still shown belongs to no letters at all
    with qtbot.waitSignal(card.closed):
        pass
    qtbot.waitUntil(lambda: bool(chosen))
    assert [patient.family_name for patient in chosen] == ["Roe"]


def test_enter_before_the_search_has_run_leaves_the_choice_among_several(
    search: Search, desks: Desks, qtbot: QtBot
) -> None:
    _, card, chosen = search()
    type_text("00")
    press(Key.Key_Return)
    desks.settle()
    assert len(shown(card)) > 1
    assert chosen == [] and card.isVisible()
    press(Key.Key_Return)
    assert len(chosen) == 1


def test_a_letter_after_enter_takes_the_enter_back(
    search: Search, desks: Desks, qtbot: QtBot
) -> None:
    _, card, chosen = search()
    type_text("ro")
    press(Key.Key_Return)
    type_text("x")
    qtbot.waitUntil(lambda: "No patient is found" in texts(card))
    assert chosen == [] and card.isVisible()


def test_the_arrows_choose_while_the_field_keeps_the_keyboard(search: Search) -> None:
    _, card, chosen = search()
    names = shown(card)
    press(Key.Key_Down)
    assert focused() is card.field.edit
    press(Key.Key_Return)
    assert chosen[0].display_name == names[1].rsplit(",", 1)[0]


def test_markup_in_a_name_is_shown_as_it_was_typed(search: Search) -> None:
    _, card, _ = search()
    assert any("<B>POE</B>, Edgar" in name for name in shown(card))


def test_nobody_found_leads_to_a_new_patient_with_what_was_typed(
    search: Search, desks: Desks, qtbot: QtBot
) -> None:
    window, card, chosen = search()
    type_text("Novak Eva")
    qtbot.waitUntil(lambda: "No patient is found" in texts(card))
    assert not card.attach.isEnabled() and card.attach.toolTip()
    press(Key.Key_N, ALT)
    form = desks.card(window)
    assert isinstance(form, PatientCard)
    assert find(form, QLineEdit, "family_name").text() == "Novak"
    assert find(form, QLineEdit, "given_name").text() == "Eva"
    press(Key.Key_Tab)
    press(Key.Key_Tab)
    type_text("1971-02-03")
    press(Key.Key_Tab)
    type_text("0099-1")
    agent = find(form, QLineEdit, "agent")
    agent.setFocus()
    type_text("tecl")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(popup, Key.Key_Down)  # type: ignore[no-untyped-call]
    qtbot.keyClick(popup, Key.Key_Return)  # type: ignore[no-untyped-call]
    assert agent.text() == "Teclistamab (Tecvayli)"
    kind = find(form, QComboBox, "class")
    assert kind.currentData() == "bispecific" and not kind.isEnabled()
    find(form, QLineEdit, "dose").setText("step-up 1")
    find(form, QLineEdit, "given_at").setText("2026-11-25 10:00")
    click(find(form, QPushButton, "save"))
    desks.settle()
    stored = patients.get(window.session, chosen[0].uuid)
    assert (stored.family_name, stored.birth_date) == ("Novak", date(1971, 2, 3))
    assert stored.mrn == "0099-1"
    assert stored.therapy == Therapy(
        cause="immunotherapy",
        agent="teclistamab",
        agent_class="bispecific",
        dose_label="step-up 1",
        last_dose_at=datetime(2026, 11, 25, 9, 0, tzinfo=UTC),
    )
    assert stored.central_line is None


@pytest.fixture
def form(desks: Desks) -> PatientCard:
    window = desks.open()
    card = PatientCard(window, window.session, window.desk.tasks)
    card.open()
    return card


def fill(form: PatientCard, **fields: str) -> None:
    for name, text in fields.items():
        find(form, QLineEdit, name).setText(text)


@pytest.mark.parametrize(
    ("fields", "at", "says"),
    [
        ({"family_name": ""}, "family_name", "Type the family name."),
        ({"given_name": ""}, "given_name", "Type the given name."),
        ({"birth_date": "03/04/65"}, "birth_date", "Type the birth date as year-month-day"),
        ({"birth_date": "2065-01-01"}, "birth_date", "The birth date lies outside 1890-01-01"),
        ({"weight": "610"}, "weight", "from 0.5 to 400"),
        ({"weight": "heavy"}, "weight", "from 0.5 to 400"),
        ({"number_of_the_dose": "two"}, "number_of_the_dose", "a whole number from 1 on"),
        ({"given_at": "yesterday"}, "given_at", "then the time, such as 08:30"),
        ({"given_at": "2027-01-01 08:00"}, "given_at", "This time lies ahead"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_stays_typed(
    form: PatientCard, desks: Desks, fields: dict[str, str], at: str, says: str
) -> None:
    good = {"family_name": "Novak", "given_name": "Eva", "birth_date": "1971-02-03"}
    fill(form, **{**good, **fields})
    form.family.edit.setFocus()
    press(Key.Key_Return)
    desks.settle()
    assert any(says in text for text in texts(form)), texts(form)
    field = find(form, QLineEdit, at)
    assert field.hasFocus() and field.property("error") is True
    assert field.text() == {**good, **fields}[at]
    assert form.isVisible()


def test_the_form_fits_in_the_smallest_window_and_scrolls_to_what_has_the_focus(
    form: PatientCard, desks: Desks
) -> None:
    assert not list(cut_texts(form))
    form.window().resize(1024, 640)
    last = find(form, QLineEdit, "given_at")
    form.family.edit.setFocus()
    for _ in range(40):
        press(Key.Key_Tab)
        if last.hasFocus():
            break
    assert last.hasFocus()
    assert not last.visibleRegion().isEmpty()


def test_changing_a_patient_keeps_what_was_not_touched(desks: Desks, qtbot: QtBot) -> None:
    window = desks.open()
    before = patients.search(window.session, "roe")[0]
    card = PatientCard(window, window.session, window.desk.tasks, before)
    card.open()
    find(card, QLineEdit, "weight").setText("61,5")
    choice = find(card, QComboBox, "central_line")
    choice.setCurrentIndex(choice.findData("yes"))
    with qtbot.waitSignal(card.saved, timeout=20_000):
        card.save.click()
    after = patients.get(window.session, before.uuid)
    assert after.weight_kg == 61.5
    assert after.central_line is True
    assert after.therapy == before.therapy
    assert after.phone == before.phone


def test_a_typed_agent_keeps_its_text_and_takes_a_class_by_hand(desks: Desks) -> None:
    window = desks.open()
    session, chosen = window.session, list[Therapy]()
    form = session.protocol.form
    card = TherapyCard(window, form, session.site.time_zone, session.clock(), Therapy())
    card.chosen.connect(chosen.append)
    card.open()
    type_text("trial antibody 7")
    kind = find(card, QComboBox, "class")
    assert kind.isEnabled()
    kind.setCurrentIndex(kind.findData("bispecific"))
    press(Key.Key_Return)
    assert chosen == [
        Therapy(cause="immunotherapy", agent_text="trial antibody 7", agent_class="bispecific")
    ]


def test_the_cause_and_recent_chemotherapy_are_told_with_the_agent(desks: Desks) -> None:
    window = desks.open()
    session, chosen = window.session, list[Therapy]()
    form, zone = session.protocol.form, session.site.time_zone
    card = TherapyCard(window, form, zone, session.clock(), Therapy())
    card.chosen.connect(chosen.append)
    card.open()
    cause = find(card, QComboBox, "cause")
    cause.setFocus()
    type_text("Tr")
    press(Key.Key_Tab)
    assert find(card, QComboBox, "chemotherapy_in_the_last_6_weeks").hasFocus()
    type_text("Y")
    press(Key.Key_Return)
    assert chosen == [Therapy(cause="transplant", chemotherapy_within_6_weeks=True)]
    again = TherapyCard(window, form, zone, session.clock(), chosen[0])
    again.chosen.connect(chosen.append)
    again.open()
    press(Key.Key_Return)
    assert chosen[1] == chosen[0]
