"""The call fits its window: no text is cut, nothing is squeezed, every stop has a name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import ALT, CTRL, Calling, Key, calling, jane
from tests.whole_sites import first_site, site
from workstation.clinical.findings import Setting
from workstation.ui import theme
from workstation.ui.panel_parts import ReasonLine
from workstation.ui.widgets.glyphs import Icon, StateGlyph
from workstation.ui.widgets.labels import ElidedLabel

__all__ = ["first_site", "site"]

SIZES = {"1280": (1088, 800), "1920": (1728, 1080)}


def cut(root: QWidget) -> Iterator[str]:
    """Texts that got less room than they need."""
    for text in root.findChildren(QLabel):
        if not text.isVisible() or not text.text() or isinstance(text, ElidedLabel):
            continue
        need = text.heightForWidth(text.width()) if text.wordWrap() else text.sizeHint().height()
        if text.height() < need:
            yield f"{text.text()!r} is {text.height()} high, not {need}"
        elif not text.wordWrap() and text.width() < text.sizeHint().width() - 1:
            yield f"{text.text()!r} is {text.width()} wide, not {text.sizeHint().width()}"


def squeezed(root: QWidget) -> Iterator[str]:
    """Buttons narrower than their words, and areas that would have to scroll sideways."""
    for button in root.findChildren(QAbstractButton):
        if button.isVisible() and button.width() < button.minimumSizeHint().width():
            yield f"button {button.text()!r}"
    for area in root.findChildren(QScrollArea):
        inside = area.widget()
        if area.isVisible() and inside is not None and inside.width() > area.viewport().width():
            yield f"{area.parentWidget()} scrolls sideways"


def nameless(root: QWidget) -> Iterator[str]:
    for child in root.findChildren(QWidget):
        stop = child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible()
        if stop and not child.accessibleName():
            yield f"{type(child).__name__} {child.objectName()}"


def check(call: Calling) -> None:
    call.settle()
    assert list(cut(call.window)) == []
    assert list(squeezed(call.window)) == []
    assert list(nameless(call.window)) == []
    hint, place = call.view.minimumSizeHint(), call.view.size()
    assert hint.width() <= place.width()
    assert hint.height() <= place.height()


def walk_all_sections(call: Calling) -> None:
    for place in range(len(call.view.form.sections)):
        call.view.form.show_section(place)
        check(call)
        call.view.form.unfold()
        check(call)
        call.view.form.unfold()


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("setting", [Setting.PHONE, Setting.WARD])
def test_every_section_fits(
    site: WholeSite, qtbot: QtBot, size: tuple[int, int], setting: Setting
) -> None:
    with calling(site, qtbot, setting, size) as call:
        patient = jane(call.session, call.clock)
        call.view.draft.attach(patient.uuid)
        check(call)
        walk_all_sections(call)


@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_the_emergency_card_fits(site: WholeSite, qtbot: QtBot, mode: theme.Mode) -> None:
    theme.set_mode(mode)
    with calling(site, qtbot) as call:
        call.type("cy")
        check(call)


def test_agent_step_and_day_are_whole_before_the_diagnosis_is(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot) as call:
        patient = jane(call.session, call.clock)
        call.view.draft.attach(patient.uuid)
        call.settle()
        told = {}
        for name in ("dose", "since_dose"):
            text = call.view.bar.findChild(ElidedLabel, name)
            assert text is not None and text.width() >= text.sizeHint().width(), name
            told[name] = text.text()
        assert told["since_dose"] == "day 40, past the onset window of 6 days"


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("setting", [Setting.PHONE, Setting.CHAIRSIDE])
def test_the_panel_shows_its_last_lines_and_the_reason_that_decides(
    site: WholeSite, qtbot: QtBot, setting: Setting, size: tuple[int, int]
) -> None:
    """Fever with a low pressure: long sentences, many reasons, and nothing under the foot."""
    with calling(site, qtbot, setting, size) as call:
        call.press(Key.Key_Return)
        for typed in ("38.6", "86/50"):
            call.press(Key.Key_2 if typed == "38.6" else Key.Key_3, ALT)
            call.type(typed)
            call.press(Key.Key_Return)
            check(call)
        panel = call.view.panel
        area = panel.findChild(QScrollArea)
        assert area is not None and not area.verticalScrollBar().isVisible()
        told = [text.text() for text in panel.findChildren(QLabel) if text.isVisible()]
        assert any(text.startswith("Systolic 86 mmHg") for text in told)
        last = panel.screens.mapTo(panel, QPoint(0, panel.screens.height())).y()
        assert last <= panel.height()


def test_what_is_not_known_has_no_tick_and_is_told_once(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_Return)
        call.type("n")
        call.settle()
        lines = [one for one in call.view.panel.findChildren(ReasonLine) if one.isVisible()]
        open_lines = [one for one in lines if one.accessibleName().startswith("Temperature: not")]
        assert len(open_lines) == 1
        glyphs = open_lines[0].findChildren(StateGlyph)
        assert [glyph.isVisible() for glyph in glyphs] == [True]
        assert not any(icon.isVisible() for icon in open_lines[0].findChildren(Icon))


def test_text_of_150_percent_wraps_and_scrolls(site: WholeSite, qtbot: QtBot) -> None:
    theme.set_points(16.5)
    with calling(site, qtbot, size=(998, 800)) as call:
        walk_all_sections(call)
        call.view.form.show_section(0)
        call.type("y")
        check(call)


def test_signing_fits(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        patient = jane(call.session, call.clock)
        call.view.draft.attach(patient.uuid)
        call.settle()
        call.press(Key.Key_S, CTRL)
        check(call)


def test_tab_makes_one_stop_of_each_answer_row(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        call.type("c")
        stops = []
        for _ in range(11):
            stops.append(call.focus.objectName())
            call.press(Key.Key_Tab)
        rows = call.view.form.view.rows
        assert stops == [f"answer_{row.items[0].id}" for row in rows]


def test_the_focus_has_a_visible_mark(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        call.type("c")
        call.settle()
        seen = 0
        for _ in range(30):
            widget = QApplication.focusWidget()
            assert widget is not None
            ringed = bool(widget.property("ring")) or isinstance(widget, QAbstractButton)
            assert ringed or isinstance(widget, QLineEdit | QComboBox), widget
            seen += 1
            call.press(Key.Key_Tab)
        assert seen == 30


def test_the_names_of_all_rows_stand_in_one_column(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_2, ALT)
        call.settle()
        rows = [row for row in call.view.form.view.rows if row.isVisible()]
        lefts = {row.label.mapTo(row, QPoint(0, 0)).x() for row in rows}
        assert len(rows) > 3 and len(lefts) == 1
