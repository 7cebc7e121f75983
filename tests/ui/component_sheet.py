"""Every component in every state on one sheet: ``python -m tests.ui.component_sheet FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QMainWindow,
    QWidget,
)

from workstation.clinical.marks import Glyph
from workstation.ui import theme
from workstation.ui.widgets.answers import Answer, TriState
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.focus_ring import FocusRing
from workstation.ui.widgets.glyphs import GLYPH_WORDS, Icon, StateGlyph
from workstation.ui.widgets.grades import GradeBadge, RangeBadge, RangeMeter
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.stepper import Step, Stepper
from workstation.ui.widgets.surfaces import Banner, Card, Empty, Foot, Progress, column, line

RESOURCES = Path(__file__).parents[2] / "resources"
WORDS = ("criteria not met", "mild", "moderate", "severe", "life-threatening", "death")


def _beside(*things: QWidget | QLayout | QLabel, gap: int = 12) -> QLayout:
    row = line(gap=gap)
    for thing in things:
        if isinstance(thing, QLayout):
            row.addLayout(thing)
        else:
            row.addWidget(thing)
    row.addStretch(1)
    return row


def _grades() -> Card:
    card = Card("Grade: number, word and shape")
    grid = QGridLayout()
    for grade in range(6):
        badge = GradeBadge(32)
        badge.set_range((grade, grade))
        words = column()
        words.addWidget(label(f"Grade {grade}", "strong"))
        words.addWidget(label(WORDS[grade], "muted"))
        grid.addLayout(_beside(badge, words), grade // 3, grade % 3)
    card.body.addLayout(grid)
    return card


def _ranges() -> Card:
    card = Card("Range: solid is established, dashed is possible")
    card.body.addLayout(
        _beside(
            RangeBadge((1, 4)),
            label("at least 1", "strong"),
            RangeBadge((2, 3)),
            label("2 to 3", "strong"),
            RangeBadge(None),
            label("not settled", "strong"),
        )
    )
    for grade in ((1, 4), (2, 3), (0, 4), (0, 0), (4, 4)):
        card.body.addWidget(RangeMeter(grade))
    return card


def _states() -> Card:
    card = Card("The four states of a finding, and a red flag")
    row = line(gap=6)
    for name in Glyph:
        row.addWidget(StateGlyph(name))
        row.addWidget(label(GLYPH_WORDS[name]))
        row.addSpacing(6)
    row.addStretch(1)
    card.body.addLayout(row)
    return card


def _icons() -> Card:
    card = Card("Icons")
    grid = QGridLayout()
    names = sorted(p.stem for p in (RESOURCES / "icons").glob("*.svg"))
    for place, name in enumerate(names):
        grid.addWidget(Icon(name, "text", theme.ICON), place // 14, place % 14)
    card.body.addLayout(grid)
    return card


def _buttons() -> tuple[Card, Button]:
    card = Card("Buttons: one primary on a screen")
    focused = Button("Focused", "primary")
    disabled = Button("Disabled")
    disabled.disable("Nothing to do")
    card.body.addLayout(
        _beside(
            Button("Sign", "primary", "check"),
            focused,
            Button("Hand over"),
            Button("Edit", "quiet"),
            Button("Stop", "danger"),
            disabled,
        )
    )
    return card, focused


def _fields() -> Card:
    card = Card("Fields")
    value, empty, wrong = QLineEdit("38.6"), QLineEdit(), QLineEdit("386")
    for field in (value, empty, wrong):
        field.setFixedWidth(104)
    wrong.setProperty("error", True)
    source = QComboBox()
    source.addItems(["Patient’s device", "Measured"])
    card.body.addLayout(_beside(value, empty, wrong, source))
    sentence = label("Temperature 386 °C is outside 25.0 to 45.0 °C. Nothing was changed.", "error")
    card.body.addLayout(_beside(Icon("alert-triangle", "danger", 16), sentence))
    tick = QCheckBox("I made this assessment and this record is mine and correct.")
    tick.setChecked(True)
    card.body.addWidget(tick)
    return card


def _answers() -> Card:
    card = Card("Tri-state answer")
    plain, yes, flag = TriState("A"), TriState("B"), TriState("C", alarming=True)
    no, unknown = TriState("D"), TriState("E")
    for widget, answer in (
        (yes, Answer.YES),
        (flag, Answer.YES),
        (no, Answer.NO),
        (unknown, Answer.UNKNOWN),
    ):
        widget.set_answer(answer)
    card.body.addLayout(_beside(plain, label("not asked", "muted")))
    for widget in (yes, no, unknown):
        card.body.addLayout(_beside(widget))
    card.body.addLayout(_beside(flag, label("red flag", "danger")))
    return card


def _banners() -> Card:
    card = Card("Banners: one at a time")
    late = Banner("warn", "Chair 5 is late", "1 minute")
    late.add_button(Button("Open", "primary"))
    card.body.addWidget(late)
    card.body.addWidget(Banner("info", "Draft restored", "DOE, Jane, 13:59"))
    card.body.addWidget(Banner("ok", "Signed and verified", "PDF stored"))
    card.body.addWidget(Banner("danger", "Signing is blocked", "The audit does not hold together"))
    return card


def _rest() -> Card:
    card = Card("Work in the background, and empty")
    progress = Progress("Exporting 1,000 PDFs")
    progress.say("Exporting 1,000 PDFs", "620 done, about 40 s left", 620, 1000)
    card.body.addWidget(progress)
    how = "A call-back appears here when a call is signed with one."
    card.body.addWidget(Empty("list", "No call-backs today", how))
    return card


def build() -> QMainWindow:
    """The sheet, with a focused button."""
    window = QMainWindow()
    page = QWidget()
    outer = column(page, gap=12)
    stepper = Stepper()
    stepper.set_steps(
        (
            Step("Red flags", "1 yes", Glyph.RED_FLAG, alarming=True),
            Step("Fever", "5 of 5", Glyph.KNOWN),
            Step("Circulation", "5 of 7", Glyph.NOT_ASKED),
            Step("Breathing", "0 of 5", Glyph.NOT_ASKED),
            Step("Neurology", "optional", Glyph.NOT_ASKED),
            Step("Symptoms", "2 of 9", Glyph.NOT_ASKED),
        ),
        2,
    )
    outer.addWidget(stepper)
    columns = line(margin=24, gap=24)
    buttons, focused = _buttons()
    for side in (
        (_grades(), _ranges(), _states(), _icons(), _rest()),
        (buttons, _fields(), _answers(), _banners()),
    ):
        stack = column(gap=theme.CARD_GAP)
        for card in side:
            stack.addWidget(card)
        stack.addStretch(1)
        columns.addLayout(stack, 1)
    outer.addLayout(columns, 1)
    foot = Foot("Protocol crs 2026.3")
    foot.set_hints((("Y N U", "answer"), ("Enter", "next"), ("F6", "raise"), ("Ctrl+S", "sign")))
    outer.addWidget(foot)
    window.setCentralWidget(page)
    FocusRing(window)
    window.resize(QSize(1280, 1000))
    focused.setFocus()
    return window


def main(folder: Path) -> None:
    """Write the sheet in both modes and at 150 %."""
    app = QApplication([])
    for mode, points in (("light", 11.0), ("dark", 11.0), ("light", 16.5)):
        if not theme.resources().name:
            theme.install(app, RESOURCES, theme.Mode(mode), points)
        theme.set_mode(theme.Mode(mode))
        theme.set_points(points)
        window = build()
        window.show()
        app.processEvents()
        window.grab().save(str(folder / f"components-{mode}-{points:.0f}.png"))
        window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
