"""The parts of the assessment panel that repeat: a reason with its source, a list with "3 more"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.clinical.form import Form, Level, Reference
from workstation.clinical.results import Assessment, GradeRange, Reason, ScoreRange
from workstation.ui import theme
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.labels import ElidedLabel, label
from workstation.ui.widgets.surfaces import column, line

_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_LEVEL_ICONS = {
    "alert": ("alert-octagon", "danger"),
    "cross": ("hospital", "danger"),
    "clock": ("clock-urgent", "warn"),
    "phone": ("phone-call", "accent"),
    "home": ("home", "text2"),
    "check": ("check-circle", "text2"),
}


def level_icon(level: Level | None) -> tuple[str, str]:
    """Icon and colour role of a disposition level."""
    return _LEVEL_ICONS.get(level.icon if level else "", ("info", "text2"))


@dataclass(frozen=True, slots=True)
class Why:
    """A sentence, the short name of its source, and the rule behind it ("" for none)."""

    says: str
    source: str = ""
    rule: str = ""


class ReasonLine(QWidget):
    """A tick, why, and where it is written. Enter or a click asks for the rule behind it."""

    asked = Signal(object)
    """The ``Why`` that is shown."""

    def __init__(self, icon: str = "check", role: str = "accent") -> None:
        super().__init__()
        self.setObjectName("reason")
        self.setProperty("ring", True)
        self._why = Why("")
        row = line(self, gap=theme.GAP)
        row.addWidget(Icon(icon, role, theme.ICON_IN_TEXT), 0, Qt.AlignmentFlag.AlignTop)
        self._says = label("", wrap=True)
        self._source = label("", "muted")
        row.addWidget(self._says, 1)
        row.addWidget(self._source, 0, Qt.AlignmentFlag.AlignTop)

    def say(self, why: Why) -> None:
        """Show a reason."""
        self._why = why
        says = why.says[:1].upper() + why.says[1:]
        self._says.setText(says)
        self._source.setText(why.source)
        leads = bool(why.rule)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if leads else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(f"{says}, {why.source}" if why.source else says)
        self.setAccessibleDescription("Enter shows the rule" if leads else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS and self._why.rule:
            self.asked.emit(self._why)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._why.rule and self.rect().contains(event.position().toPoint()):
            self.asked.emit(self._why)


class ReasonList(QWidget):
    """At most ``most`` reasons; the rest is behind "3 more"."""

    asked = Signal(object)
    """The ``Why`` whose rule is wanted."""

    def __init__(self, most: int, name: str, icon: str = "check", role: str = "accent") -> None:
        super().__init__()
        self._most, self._icon, self._role = most, icon, role
        self._open = False
        self._body = column(self, gap=3)
        self._lines: list[ReasonLine] = []
        self._shown: tuple[Why, ...] = ()
        self._more = Button("more", "quiet", on_click=self._toggle, name=f"more_{name}")
        self._more.setProperty("small", True)
        self._body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_reasons(self, reasons: Sequence[Reason], references: Mapping[str, Reference]) -> None:
        """Show reasons with the short names of their sources."""
        # The same sentence may stand in two sources; the first one is enough here.
        first: dict[str, Why] = {}
        for reason in reasons:
            source = references.get(reason.source)
            why = Why(reason.says, source.short if source else reason.source, reason.rule)
            first.setdefault(reason.says, why)
        self.show_all(tuple(first.values()))

    def focus_first(self) -> bool:
        """Give the keyboard to the first reason that leads to a rule; False without one."""
        for made in self._lines:
            if made.isVisible() and made.focusPolicy() is not Qt.FocusPolicy.NoFocus:
                made.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    def show_all(self, whys: Sequence[Why]) -> None:
        """Show these."""
        self._shown = tuple(whys)
        most = len(whys) if self._open else self._most
        while len(self._lines) < min(most, len(whys)):
            made = ReasonLine(self._icon, self._role)
            made.asked.connect(self.asked)
            self._body.insertWidget(len(self._lines), made)
            self._lines.append(made)
        for place, made in enumerate(self._lines):
            shown = place < min(most, len(whys))
            made.setVisible(shown)
            if shown:
                made.say(whys[place])
        rest = len(whys) - most
        self._more.setVisible(rest > 0 or (self._open and len(whys) > self._most))
        self._more.set_words("Show fewer" if self._open else f"{rest} more")
        self.setVisible(bool(whys))

    def _toggle(self) -> None:
        self._open = not self._open
        self.show_all(self._shown)


class TintBlock(QWidget):
    """The next question: the one tinted block of the panel, with the bar of the asked row."""

    def __init__(self) -> None:
        super().__init__()
        self._plain = False
        self.body = column(self, gap=2)
        self.body.setContentsMargins(20, 7, 20, 8)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_plain(self, plain: bool) -> None:
        """Without tint and bar, while something else matters more."""
        if plain != self._plain:
            self._plain = plain
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._plain:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("tint"))
        bar = QRectF(0, 0, theme.BAR_WIDTH, self.height())
        painter.fillRect(bar, theme.colour("accent"))


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """Another scale or screen: its name and its result in words."""

    name: str
    result: str


def range_words(found: GradeRange | ScoreRange) -> str:
    """``2``, ``1 to 4``."""
    if found.at_least == found.at_most:
        return str(found.at_least)
    return f"{found.at_least} to {found.at_most}"


_SCREEN_NAMES = {"news2": "NEWS2", "qsofa": "qSOFA", "sirs": "SIRS"}


def other_results(form: Form, assessment: Assessment) -> tuple[ScaleResult, ...]:
    """Every scale but the default one, and the screens."""
    found = []
    for name, score in assessment.screens.scores.items():
        words = range_words(score) if score.valid else score.why_not_valid or "not valid"
        found.append(ScaleResult(_SCREEN_NAMES.get(name, name), words))
    neutropenia = assessment.screens.febrile_neutropenia.replace("unknown", "not known")
    found.append(ScaleResult("Febrile neutropenia", neutropenia))
    found += [
        ScaleResult(form.scales[name].name, range_words(grade))
        for name, grade in assessment.grades.items()
        if name != assessment.default_scale and name in form.scales
    ]
    return tuple(found)


class OtherScales(QWidget):
    """The other scales on one quiet line, opened as a list where there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._open = False
        self._forced = False
        self._results: tuple[ScaleResult, ...] = ()
        body = column(self, gap=2)
        head = line(gap=4)
        self._line = ElidedLabel("", "muted")
        self._title = label("Other scales and screens", "section")
        self.toggle = Button("", "quiet", "chevron-down", on_click=self._toggle, name="scales")
        self.toggle.setAccessibleName("Other scales and screens")
        self.toggle.setFixedWidth(self.toggle.minimumSizeHint().width())
        head.addWidget(self._line, 1)
        head.addWidget(self._title, 1)
        head.addWidget(self.toggle)
        body.addLayout(head)
        self._list = QWidget()
        self._rows = column(self._list, gap=3)
        self._pairs: list[tuple[ElidedLabel, QWidget]] = []
        body.addWidget(self._list)

    def set_open(self, tall: bool) -> None:
        """A tall window shows the list without being asked."""
        self._forced = tall
        self._show()

    def show_results(self, results: Sequence[ScaleResult]) -> None:
        """Show results."""
        self._results = tuple(results)
        self._show()

    def _toggle(self) -> None:
        self._open = not self._open
        self._show()

    def _show(self) -> None:
        opened = self._open or self._forced
        self._list.setVisible(opened)
        self._line.setVisible(not opened)
        self._title.setVisible(opened)
        self.toggle.setVisible(not self._forced)
        self._line.setText(" · ".join(f"{r.name}: {r.result}" for r in self._results))
        while len(self._pairs) < len(self._results):
            self._add()
        for (name, value), result in zip(self._pairs, self._results, strict=False):
            name.setText(result.name)
            if isinstance(value, ElidedLabel):
                value.setText(result.result)

    def _add(self) -> None:
        row = line(gap=theme.GAP)
        name, value = ElidedLabel("", "muted"), ElidedLabel("")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(name)
        row.addWidget(value, 1)
        self._rows.addLayout(row)
        self._pairs.append((name, value))
