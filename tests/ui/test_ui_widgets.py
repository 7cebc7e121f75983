"""The painted parts: what they say to a reader, and what keys and the mouse do to them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import component_sheet
from workstation.clinical.form import Code
from workstation.clinical.marks import Glyph, grade_colours
from workstation.ui import theme
from workstation.ui.widgets.answers import Answer, TriState
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.chips import Chips
from workstation.ui.widgets.focus_ring import FocusRing
from workstation.ui.widgets.glyphs import StateGlyph
from workstation.ui.widgets.grades import GradeBadge, RangeMeter, spoken_range
from workstation.ui.widgets.labels import ElidedLabel
from workstation.ui.widgets.reasons import ReasonStrip
from workstation.ui.widgets.stepper import Step, Stepper
from workstation.ui.widgets.surfaces import Banner, Foot, Scroll

CODES = (Code("norepinephrine", "Norepinephrine", "R"), Code("vasopressin", "Vasopressin", "V"))


@pytest.fixture
def answer(qtbot: QtBot) -> TriState:
    made = TriState("Dizzy on standing")
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


@pytest.mark.parametrize(
    ("key", "expected"),
    [("y", Answer.YES), ("Y", Answer.YES), ("n", Answer.NO), ("u", Answer.UNKNOWN)],
)
def test_a_letter_answers(answer: TriState, key: str, expected: Answer) -> None:
    QTest.keyClicks(answer, key)
    assert answer.answer is expected


def test_the_same_answer_again_takes_it_back(answer: TriState) -> None:
    heard: list[object] = []
    answer.chosen.connect(heard.append)
    QTest.keyClicks(answer, "yy")
    assert heard == [Answer.YES, None]


def test_arrows_and_space_answer_without_letters(answer: TriState) -> None:
    QTest.keyClick(answer, Qt.Key.Key_Right)
    QTest.keyClick(answer, Qt.Key.Key_Space)
    assert answer.answer is Answer.NO


def test_a_click_answers_where_it_lands(answer: TriState) -> None:
    for place, expected in ((20, Answer.YES), (120, Answer.NO), (230, Answer.UNKNOWN)):
        none = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(answer, Qt.MouseButton.LeftButton, none, QPoint(place, 15))
        assert answer.answer is expected


def test_the_answer_is_in_the_accessible_name(answer: TriState) -> None:
    assert answer.accessibleName() == "Dizzy on standing, not asked"
    QTest.keyClicks(answer, "y")
    assert answer.accessibleName() == "Dizzy on standing, yes"
    answer.set_answer(None, "not assessed: no device at home")
    assert answer.accessibleName() == "Dizzy on standing, not assessed: no device at home"


def test_a_red_flag_is_drawn_in_danger(qtbot: QtBot) -> None:
    made = TriState("Seizure now", alarming=True)
    qtbot.addWidget(made)
    made.set_answer(Answer.YES)
    seen = {made.grab().toImage().pixelColor(x, 6).name() for x in range(10, 70)}
    assert QColor(theme.tokens().danger_fill).name() in seen


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1, 4, "at least 1, may be as high as 4"),
        (2, 2, "grade 2"),
        (0, 4, "not settled, 0 to 4"),
        (0, 0, "grade 0"),
    ],
)
def test_ranges_are_spoken(qtbot: QtBot, low: int, high: int, words: str) -> None:
    badge = GradeBadge()
    qtbot.addWidget(badge)
    badge.set_range((low, high), "CRS grade, ASTCT 2019")
    assert badge.accessibleName() == f"CRS grade, ASTCT 2019: {words}"
    assert spoken_range(low, high) == words


def test_only_what_is_established_has_a_fill(qtbot: QtBot) -> None:
    meter = RangeMeter((2, 4))
    qtbot.addWidget(meter)
    meter.resize(500, 26)
    image = meter.grab().toImage()
    colours = {image.pixelColor(x, 20).name() for x in range(image.width())}
    assert QColor(grade_colours(2).fill).name() in colours
    assert QColor(grade_colours(3).fill).name() not in colours
    assert QColor(grade_colours(4).fill).name() not in colours


def test_a_glyph_says_its_state(qtbot: QtBot) -> None:
    glyph = StateGlyph()
    qtbot.addWidget(glyph)
    assert glyph.accessibleName() == "not asked"
    glyph.set_glyph(Glyph.NOT_ASSESSED)
    assert glyph.accessibleName() == "not assessed"


def test_chips_take_by_key_and_nought_is_none(qtbot: QtBot) -> None:
    chips = Chips("Vasopressors running", CODES)
    qtbot.addWidget(chips)
    heard: list[object] = []
    chips.chosen.connect(heard.append)
    QTest.keyClicks(chips, "vr0")
    assert heard == [("vasopressin",), ("norepinephrine", "vasopressin"), ()]
    assert chips.accessibleName() == "Vasopressors running: none"


def test_a_reason_is_taken_by_its_digit(qtbot: QtBot) -> None:
    strip = ReasonStrip((Code("no_device", "No device at home", "1"), Code("refused", "No", "2")))
    qtbot.addWidget(strip)
    strip.show()
    with qtbot.waitSignal(strip.chosen) as heard:
        QTest.keyClicks(strip, "2")
    assert heard.args == ["refused"]


def test_steps_keep_their_widgets_and_shrink_to_numbers(qtbot: QtBot) -> None:
    stepper = Stepper()
    qtbot.addWidget(stepper)
    steps = [Step(f"Section {n}", "0 of 5", Glyph.NOT_ASKED) for n in range(6)]
    stepper.resize(1000, 60)
    stepper.set_steps(steps, 0)
    before = [c for c in stepper.children() if c.objectName().startswith("step_")]
    stepper.set_steps(steps, 3)
    after = [c for c in stepper.children() if c.objectName().startswith("step_")]
    assert before == after
    stepper.resize(420, 60)
    stepper.set_steps(steps, 3)
    places = [w.geometry() for w in after if isinstance(w, QWidget)]
    assert places[-1].right() <= 420
    assert all(a.right() <= b.left() for a, b in pairwise(places))


def test_hints_that_do_not_fit_are_left_out_whole(qtbot: QtBot) -> None:
    foot = Foot("Protocol crs 2026.3")
    qtbot.addWidget(foot)
    foot.set_hints((("Y N U", "answer"), ("Enter", "next"), ("F6", "raise"), ("Ctrl+S", "sign")))
    foot.resize(420, 36)
    foot.show()
    shown = [t.text() for t in foot.findChildren(QLabel) if t.isVisible()]
    assert "answer" in shown
    assert "sign" not in shown
    assert "Protocol crs 2026.3" in shown


def test_an_elided_label_keeps_its_words_in_the_tooltip(qtbot: QtBot) -> None:
    made = ElidedLabel("A sentence that is longer than its place")
    qtbot.addWidget(made)
    made.resize(80, 20)
    made.show()
    assert made.toolTip() == "A sentence that is longer than its place"
    made.resize(900, 20)
    assert made.toolTip() == ""


def test_a_disabled_button_says_why(qtbot: QtBot) -> None:
    made = Button("Raise")
    qtbot.addWidget(made)
    made.disable("This is the most urgent disposition")
    assert not made.isEnabled()
    assert made.toolTip() == made.accessibleDescription() == "This is the most urgent disposition"


def test_enter_presses_a_button(qtbot: QtBot) -> None:
    pressed: list[int] = []
    made = Button("Sign", on_click=lambda: pressed.append(1))
    qtbot.addWidget(made)
    made.show()
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert pressed == [1]


def test_a_banner_reads_as_one_sentence(qtbot: QtBot) -> None:
    banner = Banner("warn", "Call-back is late", "15 minutes")
    qtbot.addWidget(banner)
    assert banner.accessibleName() == "Call-back is late 15 minutes"


def test_the_ring_follows_the_focus_and_leaves_fields_alone(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    button, field = Button("Next"), QLineEdit()
    row.addWidget(button)
    row.addWidget(field)
    ring = FocusRing(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    button.setFocus()
    assert ring.isVisible()
    assert ring.geometry().contains(button.geometry())
    field.setFocus()
    assert not ring.isVisible()


def test_the_ring_survives_the_end_of_what_it_was_drawn_around(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    group = QWidget()
    inner = QVBoxLayout(group)
    button, other = Button("Lower"), Button("Back")
    inner.addWidget(button)
    column.addWidget(group)
    column.addWidget(other)
    ring = FocusRing(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    button.setFocus()
    group.hide()
    group.deleteLater()
    qtbot.waitUntil(lambda: column.count() == 1)
    other.setFocus()
    assert ring.target is other


def test_a_scrolled_column_of_wrapped_texts_scrolls_only_when_it_must(qtbot: QtBot) -> None:
    area = Scroll()
    qtbot.addWidget(area)
    for _ in range(6):
        text = QLabel("A reason that wraps in a narrow column but not in a wide one")
        text.setWordWrap(True)
        area.body.addWidget(text)
    area.resize(600, 200)
    area.show()
    assert not area.verticalScrollBar().isVisible()


@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_the_sheet_of_all_components_can_be_drawn(qtbot: QtBot, mode: theme.Mode) -> None:
    theme.set_mode(mode)
    window = component_sheet.build()
    qtbot.addWidget(window)
    window.show()
    assert not window.grab().isNull()
