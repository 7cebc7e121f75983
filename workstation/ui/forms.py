"""One way to add a row to the form of a call.

A row is drawn as glyph, label, answer; the row that has the focus is tinted and a little
taller, and is the one that is being asked. Every row tells its answers as findings and is
shown what is known in place, so that a repaint never takes the focus away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workstation.clinical.findings import Finding, Setting, State, not_assessed, unknown
from workstation.clinical.form import Code, Item, Row
from workstation.clinical.marks import Glyph
from workstation.ui import theme
from workstation.ui.fields import Said
from workstation.ui.widgets.glyphs import StateGlyph
from workstation.ui.widgets.labels import ElidedLabel, label, restyle
from workstation.ui.widgets.reasons import ReasonStrip
from workstation.ui.widgets.surfaces import column, line
from workstation.ui.widgets.typed import typed_letter

LEFT = 18
_NARROWEST = 340
_NO_DEVICE = "no_device"
_OF_THE_PHONE = (_NO_DEVICE, "not_possible_by_phone", "call_ended")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class RowContext:
    """What every row of a call needs to know: items, setting, units, zone and the clock."""

    items: Mapping[str, Item]
    setting: Setting
    reasons: tuple[Code, ...]
    temperature_unit: str
    zone: str
    now: Callable[[], datetime]
    lacking: Callable[[], Mapping[str, str]] = dict
    """The items that cannot be taken at home, and why."""
    may_be_later: frozenset[str] = frozenset()
    """The times that may lie ahead."""
    limits: Callable[[], Mapping[str, str]] = dict
    """What is normal for a child's age, in words, by item."""
    usual: Callable[[Sequence[Item]], str] = lambda _: ""
    """What was so before the dose, as a sentence; "" where nothing is kept."""
    against: Callable[[], Mapping[str, str]] = dict
    """The items answered with no, against what the record says of them."""
    tell_dose: Callable[[], object] | None = None
    """Opens the doses given, beside the rows that ask for the time of one."""

    def reasons_for(self, items: Sequence[Item]) -> tuple[Code, ...]:
        """Why items may not be assessed; what is known to lack at home comes first."""
        reasons = reasons_in(self.setting, self.reasons)
        lacking = self.lacking()
        why = next((lacking[item.id] for item in items if item.id in lacking), "")
        if not why or self.setting is not Setting.PHONE:
            return reasons
        named = (replace(c, label=why) if c.id == _NO_DEVICE else c for c in reasons)
        return tuple(sorted(named, key=lambda code: code.id != _NO_DEVICE))


def reasons_in(setting: Setting, reasons: Sequence[Code]) -> tuple[Code, ...]:
    """The reasons for "not assessed" of a setting: beside the patient nothing is by phone."""
    phone = setting is Setting.PHONE
    return tuple(code for code in reasons if phone or code.id not in _OF_THE_PHONE)


def not_known_words(finding: Finding | None, reasons: Sequence[Code] = ()) -> str:
    """What stands beside an item that has no value: "not asked", "unknown", the reason."""
    if finding is None or finding.state is State.NOT_ASKED:
        return "not asked"
    if finding.state is State.UNKNOWN:
        return "unknown"
    if finding.state is State.NOT_ASSESSED:
        said = next((c.label for c in reasons if c.id == finding.reason), finding.reason)
        return f"not assessed: {said[:1].lower()}{said[1:]}"
    return ""


class FormRow(QWidget):
    """The frame of a row. A kind of row adds its answer and says how findings are shown.

    ``answered`` carries findings and the ids of answers taken back; ``go_on`` asks for the
    next row (True, also after an answer) or the one before (False).
    """

    answered = Signal(list, list)
    go_on = Signal(bool)

    def __init__(self, row: Row, context: RowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.context = context
        self.items = tuple(context.items[i] for i in row.items)
        self._current = False
        self._alarm = False
        self._last = False
        self._tall = True
        self.setObjectName(f"row_{row.id}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        outer = column(self)
        # The line keeps its height when an error or the reasons open below it.
        self._top = QWidget()
        self._line: QHBoxLayout = line(self._top, gap=theme.GAP)
        self._line.setContentsMargins(LEFT, 3, 16, 3)
        self._glyph = StateGlyph()
        self.label = label(row.label, wrap=True)
        self._earlier = ElidedLabel("", "muted")
        self._earlier.setObjectName(f"earlier_{row.id}")
        self._earlier.hide()
        self._line.addWidget(self._glyph)
        self._line.addSpacing(4)
        self._names: QVBoxLayout = column(gap=0)
        self._names.addWidget(self.label)
        self._names.addWidget(self._earlier)
        self._line.addLayout(self._names, 1)
        self.error = Said("alert-triangle", "danger", "error")
        self.error.setContentsMargins(LEFT + 32, 0, 16, 10)
        self._reasons: ReasonStrip | None = None
        outer.addWidget(self._top, 1)
        outer.addWidget(self.error)
        self._size_it()

    # --- what a kind of row provides ------------------------------------------------------------

    def focus_target(self) -> QWidget:
        """The widget that takes the focus when the row is asked."""
        raise NotImplementedError

    def show_findings(self, findings: Mapping[str, Finding]) -> None:
        """Show what is known of the row's items, in place."""
        raise NotImplementedError

    def minimumSizeHint(self) -> QSize:
        """Rows take a narrow form by themselves, so the wide one sets no least width."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), theme.scaled(_NARROWEST)), hint.height())

    # --- common ---------------------------------------------------------------------------------

    @property
    def keys(self) -> str:
        """The letters that answer the row and are not drawn in it; "" where there are none."""
        return ""

    def take_focus(self) -> None:
        """Ask this row now."""
        self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def set_current(self, current: bool) -> None:
        """Draw the row as the one being asked, or not."""
        if current != self._current:
            self._current = current
            self.label.setFont(theme.font(strong=current))
            self._size_it()
            self.update()

    def set_place(self, last: bool, tall: bool) -> None:
        """The last row draws no line; ``tall`` lets the asked row grow."""
        self._last, self._tall = last, tall
        self._size_it()

    def is_answered(self, findings: Mapping[str, Finding]) -> bool:
        """True when each item has a value or a stated reason for having none."""
        return all(i.id in findings for i in self.items)

    def has_changed(self, before: Mapping[str, Finding], after: Mapping[str, Finding]) -> bool:
        """True when an item of the row reads differently."""
        return any(before.get(i.id) != after.get(i.id) for i in self.items)

    def has_value(self, findings: Mapping[str, Finding]) -> bool:
        """True when each item is known."""
        return all(i.id in findings and findings[i.id].known for i in self.items)

    def show_earlier(self, words: str) -> None:
        """What the observation before found, greyed below the name; "" is nothing."""
        self._earlier.setText(words)
        self._earlier.setVisible(bool(words))

    def _show_state(self, findings: Mapping[str, Finding], alarm: bool = False) -> None:
        """Glyph and tint for what is known."""
        found = [findings.get(i.id) for i in self.items]
        if alarm:
            name = Glyph.RED_FLAG
        elif any(f is None for f in found):
            name = Glyph.ASKING if self._current else Glyph.NOT_ASKED
        else:
            worst = next((f for f in found if f and not f.known), found[0])
            name = Glyph(worst.state.value) if worst else Glyph.NOT_ASKED
        self._glyph.set_glyph(name)
        if alarm != self._alarm:
            self._alarm = alarm
            self.update()

    def _size_it(self) -> None:
        if not self._tall:
            height = theme.DENSE_ROW_HEIGHT
        else:
            height = theme.NEXT_ROW_HEIGHT if self._current else theme.ROW_HEIGHT
        self._top.setMinimumHeight(theme.scaled(height))

    def _mark_unknown(self) -> None:
        self.answered.emit([unknown(i.id) for i in self.items], [])
        self.go_on.emit(True)

    def ask_reason(self) -> None:
        """Open the strip of reasons for "not assessed" below the row."""
        offered = self.context.reasons_for(self.items)
        if self._reasons is not None and self._reasons.reasons != offered:
            self._reasons.deleteLater()
            self._reasons = None
        if self._reasons is None:
            self._reasons = ReasonStrip(offered)
            self._reasons.setContentsMargins(LEFT + 32, 0, 16, 10)
            self._reasons.chosen.connect(self._on_reason)
            self._reasons.left.connect(self._close_reasons)
            outer = self.layout()
            if outer is not None:
                outer.addWidget(self._reasons)
        self._reasons.show()
        self._reasons.setFocus()

    def _on_reason(self, reason: str) -> None:
        self._close_reasons()
        self.answered.emit([not_assessed(i.id, reason) for i in self.items], [])
        self.go_on.emit(True)

    def _close_reasons(self) -> None:
        if self._reasons is not None and self._reasons.isVisible():
            self.take_focus()
            self._reasons.hide()

    @property
    def is_refused(self) -> bool:
        """True while something typed here was not taken in."""
        return not self.error.isHidden()

    def refuse(self, field: QWidget, sentence: str) -> None:
        """Danger outline and one sentence; the text typed stays and so does the focus."""
        self.error.say(sentence)
        field.setAccessibleDescription(sentence)
        if not field.property("error"):
            field.setProperty("error", True)
            restyle(field)

    def accept_again(self, *fields: QWidget) -> None:
        """The outline returns at the first correct value, without a mark of success."""
        self.error.say("")
        for each in fields:
            each.setAccessibleDescription("")
            if each.property("error"):
                each.setProperty("error", False)
                restyle(each)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _ENTER or key == Qt.Key.Key_Down:
            self.go_on.emit(True)
        elif key == Qt.Key.Key_Up:
            self.go_on.emit(False)
        elif typed_letter(event) == "-":
            self.ask_reason()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole row is a target."""
        super().mousePressEvent(event)
        self.take_focus()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        whole = QRectF(self.rect())
        if self._alarm or self._current:
            tint = "danger_tint" if self._alarm else "tint"
            painter.fillRect(whole, theme.colour(tint))
            bar = QRectF(0, 0, theme.BAR_WIDTH, whole.height())
            painter.fillRect(bar, theme.colour("danger_fill" if self._alarm else "accent"))
        if not self._last:
            rest = QRectF(0, whole.height() - 1, whole.width(), 1)
            painter.fillRect(rest, theme.colour("line"))
