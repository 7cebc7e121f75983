"""The words over the rows: what is said aloud, the letters that answer, nobody else’s question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import ALT, Calling, Key, calling
from tests.ui.hands import cut_texts, find
from tests.whole_sites import first_site, site
from workstation.clinical.findings import Setting, Source, known
from workstation.ui.widgets.chips import Chips

__all__ = ["first_site", "site"]


@pytest.fixture
def ward(site: WholeSite, qtbot: QtBot) -> Iterator[Calling]:
    with calling(site, qtbot, Setting.WARD) as made:
        yield made


def said(call: Calling) -> tuple[str, str]:
    say, beside = call.view.form.view.words
    return say, beside.replace("\N{NO-BREAK SPACE}", " ")


def test_a_row_without_words_shows_its_name_and_no_other_question(ward: Calling) -> None:
    ward.press(Key.Key_3, ALT)
    ward.view.form.ask("vasopressors")
    assert said(ward) == ("Vasopressors running", "None running is an answer: press 0.")
    ward.view.form.ask("fainting")
    assert said(ward)[0] == "“Have you fainted, or nearly?”"


def test_a_choice_tells_its_letters_and_takes_them(ward: Calling) -> None:
    ward.view.form.ask("oxygen_device")
    say, letters = said(ward)
    assert say == "Oxygen device"
    assert letters.startswith("R Room air · C Nasal cannula · W Blow-by")
    assert list(cut_texts(ward.view.form.view)) == []
    field = find(ward.view, QComboBox, "choice_oxygen_device")
    assert field.currentIndex() == -1 and field.placeholderText() == "Choose, or type its letter"
    assert field.property("empty") is True
    ward.type("c")
    ward.settle()
    assert ward.held.findings["oxygen_device"].value == "nasal_cannula"
    assert field.property("empty") is False


def test_chips_tell_their_letters(ward: Calling) -> None:
    ward.view.form.ask("vasopressors")
    chips = find(ward.view, Chips, "choices_vasopressors")
    told = chips.accessibleDescription()
    assert told.startswith("0 None, R Norepinephrine, E Epinephrine")
    ward.type("re")
    ward.settle()
    assert ward.held.findings["vasopressors"].value == ("norepinephrine", "epinephrine")


def test_after_what_is_asked_at_the_end_no_answered_row_is_asked_again(
    site: WholeSite, qtbot: QtBot
) -> None:
    """The key of the next answer would take back the one that stands there."""
    with calling(site, qtbot, Setting.CHAIRSIDE) as chair:
        now = chair.clock.now
        chair.view.draft.answer(
            [
                known("temperature_c", 36.9, Source.MEASURED, now),
                known("steroid_given", True, Source.REPORTED, now),
            ]
        )
        chair.press(Key.Key_3, ALT)
        chair.type("124")
        chair.press(Key.Key_Return)
        chair.type("78")
        chair.press(Key.Key_Return)
        chair.type("78")
        chair.press(Key.Key_Return)
        chair.type("nnnnnn0")
        chair.press(Key.Key_Return)
        asked = []
        while chair.focus.objectName() != "next_section":
            asked.append(chair.focus.objectName())
            assert len(asked) < 5, asked
            chair.type("n")
        assert set(asked) <= {"answer_rapid_heartbeat", "answer_low_blood_pressure"}
        assert asked, "something was still to be asked"
        chair.settle()
        told = chair.held.findings
        assert all(told[name].value is False for name in ("dizziness_on_standing", "fainting"))
