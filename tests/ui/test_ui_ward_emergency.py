"""The ward has no disposition, and a red flag there has its card all the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import ALT, CTRL, Calling, Key, calling, jane
from tests.ui.hands import cut_texts, texts
from tests.whole_sites import first_site, site
from workstation.clinical.findings import Setting, known
from workstation.ui import theme

__all__ = ["first_site", "site"]


@pytest.fixture
def ward(site: WholeSite, qtbot: QtBot) -> Iterator[Calling]:
    with calling(site, qtbot, Setting.WARD) as made:
        yield made


def test_a_red_flag_opens_the_card_of_the_ward(ward: Calling) -> None:
    ward.type("y")
    ward.settle()
    assert ward.keys == 1
    card = ward.view.card
    assert card.isVisible()
    said = texts(card)
    assert card.title.text() == "Call the emergency team now"
    assert any(text.startswith("Collapse · answered yes") for text in said)
    assert not any("hang up" in text for text in said), "nobody is on the telephone"
    assert ward.view.draft.assessment.disposition.level is None
    assert list(cut_texts(ward.window)) == []


def test_its_steps_are_done_by_key_and_stay_in_the_record(ward: Calling) -> None:
    jane(ward.session, ward.clock)
    ward.type("y")
    ward.settle()
    for _ in range(ward.view.card.open_steps):
        ward.press(Key.Key_Return, CTRL)
    ward.settle()
    assert ward.view.card.open_steps == 0
    assert ward.stored().decision.informed.startswith("Emergency team called by: ")


def test_on_the_other_pages_a_reminder_stays(ward: Calling) -> None:
    ward.type("y")
    ward.press(Key.Key_3, ALT)
    ward.settle()
    reminder = ward.view.above.reminder
    assert reminder.isVisible()
    assert "Call the emergency team now" in texts(reminder)


def test_taking_the_answer_back_takes_the_card_away(ward: Calling) -> None:
    ward.type("y")
    ward.settle()
    ward.view.draft.answer([known("collapse", False)])
    ward.settle()
    assert not ward.view.card.isVisible()


def test_what_calls_nobody_opens_nothing(ward: Calling) -> None:
    ward.view.draft.answer([known("non_blanching_or_mottled_skin", True)])
    ward.settle()
    assert not ward.view.card.isVisible()
    assert not ward.view.above.emergency


def test_a_step_without_anything_to_read_back_says_so(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_Return)
        call.type("y")
        call.settle()
        card = call.view.card
        assert card.address is not None
        card.address.setFocus()
        call.press(Key.Key_Return)
        says = "Type the address to read it back, or press Tab to go on without."
        assert says in texts(card)
        assert card.address.accessibleDescription() == says
        call.type("1180 Orchard Lane")
        call.press(Key.Key_Return)
        assert says not in texts(card)


@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_the_panel_says_that_the_ward_has_no_disposition(ward: Calling, mode: theme.Mode) -> None:
    theme.set_mode(mode)
    assert "On the ward no disposition is computed: grade and screens only." in texts(
        ward.view.panel
    )
