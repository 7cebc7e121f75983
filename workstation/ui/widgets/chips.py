"""Several of a list: chips that wrap, each with its key; one stop for the Tab key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.clinical import marks
from workstation.clinical.form import Code
from workstation.ui import theme
from workstation.ui.widgets import painting
from workstation.ui.widgets.flow import Piece, flow, flow_height
from workstation.ui.widgets.typed import typed_letter

_PAD = 11
_TICK = 16
_GAP = 6
_KEY_GAP = 8


class Chips(QWidget):
    """Codes to take or leave. ``chosen`` carries the tuple of ids; 0 is "none of them"."""

    chosen = Signal(tuple)

    def __init__(self, label: str, codes: Sequence[Code], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._codes = tuple(codes)
        self._taken: frozenset[str] | None = None
        self._marked = 0
        keyed = (f"{key} {words}" for words, key in self._words() if key)
        self.setAccessibleDescription(", ".join(keyed))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_taken(None, "not asked")

    def set_taken(self, taken: Sequence[str] | None, note: str = "") -> None:
        """Show which are taken; None is not answered, an empty list is "none"."""
        self._taken = None if taken is None else frozenset(taken)
        said = note
        if self._taken is not None:
            said = ", ".join(c.label for c in self._codes if c.id in self._taken) or "none"
        self.setAccessibleName(f"{self._label}: {said}")
        self.update()

    def _toggle(self, code: str) -> None:
        taken = set(self._taken or ())
        taken ^= {code}
        self._emit(taken)

    def _emit(self, taken: set[str]) -> None:
        ordered = tuple(c.id for c in self._codes if c.id in taken)
        self.set_taken(ordered)
        self.chosen.emit(ordered)

    def _words(self) -> list[tuple[str, str]]:
        """Each chip's words and the key that takes it."""
        return [("None", "0"), *((c.label, c.key) for c in self._codes)]

    def _pieces(self) -> list[Piece]:
        width = self.fontMetrics().horizontalAdvance
        height = theme.scaled(30)
        extra = 2 * _PAD + theme.scaled(_TICK)
        return [
            Piece(width(words) * 1.06 + self._key_room(key) + extra, height)
            for words, key in self._words()
        ]

    def _key_room(self, key: str) -> int:
        return _KEY_GAP + self.fontMetrics().horizontalAdvance(key) if key else 0

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return flow_height(self._pieces(), width, _GAP) + 2

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 120 else theme.scaled(420)
        return QSize(theme.scaled(420), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(150), self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        del event
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = typed_letter(event).upper()
        by_key = next((c for c in self._codes if c.key and c.key == typed), None)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if typed == "0":
            self._emit(set())
        elif by_key is not None:
            self._toggle(by_key.id)
        elif step:
            self._marked = (self._marked + step) % (len(self._codes) + 1)
            self.update()
        elif event.key() == Qt.Key.Key_Space:
            self._press(self._marked)
        else:
            super().keyPressEvent(event)

    def _press(self, place: int) -> None:
        if place == 0:
            self._emit(set())
        else:
            self._toggle(self._codes[place - 1].id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place, box in enumerate(flow(self._pieces(), self.width(), _GAP)):
            if box.contains(event.position()):
                self._marked = place
                self._press(place)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = flow(self._pieces(), self.width(), _GAP)
        for place, ((words, key), box) in enumerate(zip(self._words(), boxes, strict=True)):
            inside = self._paint_chip(painter, place, box)
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, words)
            painter.setFont(theme.font())
            painter.setPen(theme.colour("text2"))
            end = inside.adjusted(0, 0, -_PAD, 0)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(end, right, key)

    def _is_taken(self, place: int) -> bool:
        if self._taken is None:
            return False
        return not self._taken if place == 0 else self._codes[place - 1].id in self._taken

    def _paint_chip(self, painter: QPainter, place: int, box: QRectF) -> QRectF:
        """The chip without its words; what comes back is their place, the pen theirs."""
        taken = self._is_taken(place)
        painter.setBrush(theme.colour("tint" if taken else "surface"))
        marked = self.hasFocus() and place == self._marked
        edge = theme.colour("accent" if taken or marked else "edge")
        painter.setPen(painting.pen(edge, 2 if taken else 1))
        radius = box.height() / 2
        painter.drawRoundedRect(painting.inset(box, 1), radius, radius)
        painter.setFont(theme.font(strong=taken))
        painter.setPen(theme.colour("accent" if taken else "text"))
        side = theme.scaled(_TICK)
        if not taken:
            return box.adjusted(_PAD + side / 2 - 2, 0, 2 - side / 2, 0)
        tick = QRectF(box.x() + _PAD - 3, box.center().y() - side / 2, side, side)
        path = painting.painter_path(marks.tick(), tick)
        painter.strokePath(path, painting.pen(theme.colour("accent"), 1.75))
        return box.adjusted(_PAD + side - 3, 0, 0, 0)
