"""ICE item by item: the words to say, what a phone cannot test, the person's own baseline."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import ALT, Calling, Key, calling
from tests.whole_sites import first_site, site
from workstation.clinical.findings import Setting, Source, State
from workstation.ui.value_rows import VitalRow

__all__ = ["first_site", "site"]

ITEMS = ("ice_orientation", "ice_naming", "ice_command", "ice_writing", "ice_attention")


def to_neurology(call: Calling) -> None:
    place = next(k for k, (s, _) in enumerate(call.view.form.sections) if s.id == "neurology")
    call.press(Key(Key.Key_1 + place), ALT)


def to_ice(call: Calling) -> None:
    to_neurology(call)
    call.press(Key.Key_O, ALT)
    for _ in range(30):
        if call.focus.objectName() == "value_baseline_ice_score":
            return
        call.press(Key.Key_Down)
    raise AssertionError("the guide is not on the way down")


def said(call: Calling) -> str:
    found = call.view.form.view.findChild(QLabel, "say")
    assert isinstance(found, QLabel)
    return found.text()


def test_the_guide_says_each_question_and_takes_each_answer_by_key(call: Calling) -> None:
    to_ice(call)
    call.type("10")
    call.press(Key.Key_Return)
    words = {}
    for item, points in zip(ITEMS, ("4", "p", "p", "p", "1"), strict=True):
        assert call.focus.objectName() == f"value_{item}"
        words[item] = said(call)
        call.type(points)
        if points != "p":
            call.press(Key.Key_Return)
    assert call.focus.objectName() == "value_ice_score"
    assert len(set(words.values())) == len(ITEMS)
    assert "one hundred" in words["ice_attention"]
    found = call.stored().findings
    assert found["ice_orientation"].value == 4
    assert found["ice_orientation"].source is Source.MEASURED
    for item in ITEMS[1:4]:
        assert found[item].state is State.NOT_ASSESSED
        assert found[item].reason == "not_possible_by_phone"


def test_what_was_not_tested_is_never_a_zero(call: Calling) -> None:
    to_ice(call)
    call.press(Key.Key_Down)
    call.type("4")
    call.press(Key.Key_Return)
    call.type("pppp")
    call.settle()
    icans = call.view.draft.assessment.grades["icans-astct-2019"]
    assert icans.at_least == 0
    assert icans.at_most > 0


def test_the_usual_score_stands_beside_the_present_one(call: Calling) -> None:
    to_ice(call)
    call.type("9")
    call.press(Key.Key_Return)
    call.settle()
    row = call.view.form.view.row_of("ice_score")
    assert isinstance(row, VitalRow)
    assert "usual 9" in [text.text() for text in row.findChildren(QLabel)]


def test_the_question_is_in_sight_however_fast_the_keys_come(call: Calling) -> None:
    call.window.resize(1088, 700)
    to_ice(call)
    for _ in range(4):
        call.press(Key.Key_Down)
    call.settle()
    row = call.view.form.view.row_of("ice_writing")
    assert row is not None and row is call.view.form.view.current
    assert row.visibleRegion().boundingRect().height() == row.height()
    assert said(call) in [
        text.text()
        for text in call.view.form.findChildren(QLabel)
        if not text.visibleRegion().isEmpty()
    ]
    call.press(Key.Key_1, ALT)
    call.settle()
    words = call.view.form.findChild(QWidget, "asked_words")
    assert isinstance(words, QWidget) and not words.isVisible()


def test_the_guide_stays_folded_until_it_is_asked_for(call: Calling) -> None:
    to_neurology(call)
    call.settle()
    for item in ITEMS:
        row = call.view.form.view.row_of(item)
        assert row is not None and not row.isVisible()


def test_on_the_ward_p_is_no_reason(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, Setting.WARD) as call:
        to_ice(call)
        call.press(Key.Key_Down)
        call.type("p")
        assert call.focus.objectName() == "value_ice_orientation"
        assert "ice_orientation" not in call.stored().findings
