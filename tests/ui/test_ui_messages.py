"""Questions as cards over the window, and the one banner."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.hands import CTRL, Key, click, focused, press
from workstation.site.problems import Problem, Situation
from workstation.ui import theme
from workstation.ui.messages import (
    Answer,
    Deed,
    Messages,
    Notice,
    NoticeBar,
    Notices,
    Question,
    Urgency,
)
from workstation.ui.overlay import Overlay

LEAVE = Question(
    "Leave the call?",
    "Every answer is saved.",
    (Answer("leave", "Leave", "secondary"), Answer("stay", "Go on with the call", "primary")),
    safe="stay",
)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    box = QVBoxLayout(made)
    field = QLineEdit()
    field.setObjectName("below")
    box.addWidget(field)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    field.setFocus()
    return made


def test_enter_takes_the_safe_answer(window: QWidget, qtbot: QtBot) -> None:
    heard: list[str] = []
    Messages(window).ask(LEAVE, heard.append)
    press(Key.Key_Return)
    assert heard == ["stay"]


def test_escape_goes_back_and_the_field_below_has_the_focus_again(
    window: QWidget, qtbot: QtBot
) -> None:
    heard: list[str] = []
    Messages(window).ask(LEAVE, heard.append)
    assert focused().objectName() == "answer_stay"
    press(Key.Key_Escape)
    assert heard == ["stay"]
    assert focused().objectName() == "below"


def test_tab_stays_in_the_card_and_enter_presses_what_has_the_focus(
    window: QWidget, qtbot: QtBot
) -> None:
    heard: list[str] = []
    Messages(window).ask(LEAVE, heard.append)
    names = []
    for _ in range(3):
        names.append(focused().objectName())
        press(Key.Key_Tab)
    assert names == ["answer_stay", "answer_leave", "answer_stay"]
    assert focused().objectName() == "answer_leave"
    press(Key.Key_Return)
    assert heard == ["leave"]


def test_shortcuts_of_the_window_rest_while_a_card_is_open_but_locking_works(
    window: QWidget, qtbot: QtBot
) -> None:
    pressed: list[str] = []
    for keys in ("Ctrl+N", "Ctrl+L"):
        shortcut = QShortcut(QKeySequence(keys), window)
        shortcut.activated.connect(lambda keys=keys: pressed.append(keys))
    press(Key.Key_N, CTRL)
    Messages(window).ask(LEAVE, lambda _: None)
    press(Key.Key_N, CTRL)
    press(Key.Key_L, CTRL)
    assert pressed == ["Ctrl+N", "Ctrl+L"]


def test_an_answer_given_beforehand_shows_no_card(window: QWidget) -> None:
    heard: list[str] = []
    messages = Messages(window)
    messages.answer_next("leave")
    messages.ask(LEAVE, heard.append)
    assert heard == ["leave"]
    assert not [o for o in window.findChildren(Overlay) if o.isVisible()]


def test_a_problem_is_told_with_what_to_do_next(window: QWidget, qtbot: QtBot) -> None:
    messages = Messages(window)
    problem = Problem(Situation.FILE_EXISTS, path="<b>a.csv</b>")
    with qtbot.waitSignal(messages.asked) as asked:
        messages.problem(problem)
    assert asked.args == [problem.sentence]
    card = window.findChild(Overlay)
    assert card is not None
    texts = [text.text() for text in card.findChildren(QLabel)]
    assert problem.sentence in texts and problem.advice in texts
    formats = {text.textFormat() for text in card.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_the_whole_question_is_in_the_card(window: QWidget) -> None:
    long = Question("Title " * 12, "A sentence that goes on. " * 20, LEAVE.answers, "stay")
    Messages(window).ask(long, lambda _: None)
    card = window.findChild(Overlay)
    assert card is not None
    for text in card.findChildren(QLabel):
        assert text.height() >= text.heightForWidth(text.width()), text.text()[:20]


def test_the_card_follows_the_size_of_the_window(window: QWidget, qtbot: QtBot) -> None:
    Messages(window).ask(LEAVE, lambda _: None)
    window.resize(700, 500)
    card = window.findChild(Overlay)
    assert card is not None
    qtbot.waitUntil(lambda: card.size() == window.size())


def notice(key: str, urgency: Urgency) -> Notice:
    return Notice(key, urgency, f"fact {key}", "detail")


def test_the_most_urgent_notice_is_shown_and_the_others_are_counted() -> None:
    notices = Notices()
    notices.put(notice("draft", Urgency.INFO))
    notices.put(notice("late:1", Urgency.LATE))
    notices.put(notice("late:2", Urgency.LATE))
    assert notices.shown == notice("late:1", Urgency.LATE)
    assert notices.more == 2
    notices.withdraw_all("late:")
    assert notices.shown == notice("draft", Urgency.INFO)
    notices.withdraw("draft")
    assert notices.shown is None


def test_the_bar_shows_one_banner_and_its_button_acts(qtbot: QtBot) -> None:
    called: list[str] = []
    notices = Notices()
    bar = NoticeBar(notices)
    qtbot.addWidget(bar)
    assert bar.isHidden()
    deed = Deed("Call now", lambda: called.append("call"))
    notices.put(Notice("late:1", Urgency.LATE, "Late", "due 13:50", deed))
    notices.put(notice("draft", Urgency.INFO))
    bar.show()
    button = next(b for b in bar.findChildren(QPushButton) if b.isVisibleTo(bar))
    click(button)
    assert called == ["call"]
    texts = [t.text() for t in bar.findChildren(QLabel) if t.isVisibleTo(bar)]
    assert "Late" in texts and "due 13:50 · and 1 more" in texts
    notices.withdraw_all("")
    assert bar.isHidden()


def test_the_scrim_is_as_dense_as_the_theme_says(window: QWidget, qtbot: QtBot) -> None:
    before = window.grab().toImage().pixelColor(5, 400).lightnessF()
    Messages(window).ask(LEAVE, lambda _: None)
    after = window.grab().toImage().pixelColor(5, 400).lightnessF()
    assert after == pytest.approx(before * (1 - theme.SCRIM_ALPHA), abs=0.02)
