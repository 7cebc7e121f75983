"""The parts of the assessment panel that repeat: a reason with its source, a list with "3 more"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from workstation.clinical.form import Level, Reference
from workstation.clinical.marks import Glyph
from workstation.clinical.results import Reason
from workstation.ui import theme
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import Icon, StateGlyph
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column, line

_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_ACROSS = QBoxLayout.Direction.LeftToRight
_LEVEL_ICONS = {
    "alert": ("alert-octagon", "danger"),
    "cross": ("hospital", "danger"),
    "clock": ("clock-urgent", "warn"),
    "pause": ("pause", "warn"),
    "phone": ("phone-call", "accent"),
    "home": ("home", "text2"),
    "check": ("check-circle", "text2"),
}


def level_icon(level: Level | None) -> tuple[str, str]:
    """Icon and colour role of a disposition level."""
    return _LEVEL_ICONS.get(level.icon if level else "", ("info", "text2"))


@dataclass(frozen=True, slots=True)
class Why:
    """A sentence, the short name of its source, and the rule behind it ("" for none).

    ``open``: the sentence is about what is not known, and a tick would say that it is; its glyph
    says whether it was asked.
    """

    says: str
    source: str = ""
    rule: str = ""
    open: Glyph | None = None


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
        self._icon = Icon(icon, role, theme.ICON_IN_TEXT)
        self._open = StateGlyph(Glyph.NOT_ASKED, theme.ICON_IN_TEXT)
        for mark in (self._icon, self._open):
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        self._says = label("", wrap=True)
        self._source = label("", "muted")
        row.addWidget(self._says, 1)
        row.addWidget(self._source, 0, Qt.AlignmentFlag.AlignTop)

    def say(self, why: Why) -> None:
        """Show a reason; the same one stands as it is."""
        if why == self._why and self.accessibleName():
            return
        self._why = why
        says = why.says[:1].upper() + why.says[1:]
        self._says.setText(says)
        self._source.setText(why.source)
        self._icon.setVisible(why.open is None)
        self._open.setVisible(why.open is not None)
        if why.open is not None:
            self._open.set_glyph(why.open)
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

    @property
    def more(self) -> Button:
        """The button that unfolds the rest, for a line of somebody else's."""
        return self._more

    def show_at_most(self, most: int) -> None:
        """Another number of reasons before the rest is folded away."""
        if most != self._most:
            self._most = most
            self.show_all(self._shown)

    def show_reasons(
        self,
        reasons: Sequence[Reason],
        references: Mapping[str, Reference],
        not_known: Mapping[str, Glyph] | None = None,
    ) -> None:
        """Show reasons with the short names of their sources; what is not known has a glyph."""
        open_now = not_known or {}
        # The same sentence may stand in two sources; the first one is enough here.
        first: dict[str, Why] = {}
        for reason in reasons:
            source = references.get(reason.source)
            short = source.short if source else reason.source
            why = Why(reason.says, short, reason.rule, open_now.get(reason.finding))
            first.setdefault(reason.says, why)
        self.show_all(tuple(first.values()))

    def focus_first(self) -> bool:
        """Give the keyboard to the first reason that leads to a rule; False without one."""
        for made in self._lines:
            if made.isVisible() and made.focusPolicy() is not Qt.FocusPolicy.NoFocus:
                made.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    @property
    def has_any(self) -> bool:
        """True while there is something to show."""
        return bool(self._shown)

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


class LinkRow(QWidget):
    """Quiet buttons in a row; without their icons, then below each other, where it is too short."""

    def __init__(self) -> None:
        super().__init__()
        self._row = line(self, gap=0)
        self._buttons: list[Button] = []
        self._bare = False

    def add(self, *buttons: Button) -> None:
        """These, from the left."""
        for button in buttons:
            self._buttons.append(button)
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_icons(bare=False)
        self._fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:  # a count in the words has grown
            self._fit()
        return done

    def _fit(self) -> None:
        if self._is_short and not self._bare:
            self._show_icons(bare=True)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if self._is_short else _ACROSS)

    @property
    def _is_short(self) -> bool:
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        return sum(b.sizeHint().width() for b in self._buttons if not b.isHidden()) > room

    def _show_icons(self, *, bare: bool) -> None:
        if bare != self._bare:
            self._bare = bare
            for button in self._buttons:
                button.show_icon(not bare)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


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
