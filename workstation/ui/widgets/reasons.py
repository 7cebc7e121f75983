"""Why something was not assessed: a strip of reasons, each taken by its digit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.clinical.form import Code
from workstation.ui import theme
from workstation.ui.widgets import painting
from workstation.ui.widgets.flow import Piece, flow, flow_height
from workstation.ui.widgets.typed import typed_letter

_PAD = 10


class ReasonStrip(QWidget):
    """Numbered reasons that wrap. ``chosen`` carries the id; ``left`` fires on Escape."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, reasons: Sequence[Code], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reasons = tuple(reasons)
        self._marked = 0
        self.setObjectName("reasons")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        words = ", ".join(f"{c.key} {c.label}" for c in self._reasons)
        self.setAccessibleName(f"Not assessed, because: {words}")

    @property
    def reasons(self) -> tuple[Code, ...]:
        """What is offered, in its order."""
        return self._reasons

    def _pieces(self) -> list[Piece]:
        metrics = self.fontMetrics()
        key_width = metrics.horizontalAdvance("0") + 2 * _PAD
        height = theme.scaled(30)
        return [
            Piece(key_width + metrics.horizontalAdvance(c.label) + _PAD, height)
            for c in self._reasons
        ]

    def _boxes(self, width: int) -> list[QRectF]:
        margins = self.contentsMargins()
        room = width - margins.left() - margins.right()
        boxes = flow(self._pieces(), room, gap=6)
        return [b.translated(margins.left(), margins.top()) for b in boxes]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        room = width - margins.left() - margins.right()
        return flow_height(self._pieces(), room, gap=6) + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 200 else theme.scaled(600)
        return QSize(theme.scaled(300), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(200), self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        del event
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        by_key = next((c for c in self._reasons if c.key and c.key == typed_letter(event)), None)
        if by_key is not None:
            self.chosen.emit(by_key.id)
        elif step:
            self._marked = (self._marked + step) % len(self._reasons)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._reasons[self._marked].id)
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Minus):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for reason, box in zip(self._reasons, self._boxes(self.width()), strict=True):
            if box.contains(event.position()):
                self.chosen.emit(reason.id)
                return

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        key_width = self.fontMetrics().horizontalAdvance("0") + 2 * _PAD
        for place, (reason, box) in enumerate(
            zip(self._reasons, self._boxes(self.width()), strict=True)
        ):
            marked = place == self._marked and self.hasFocus()
            frame = painting.inset(box, 1)
            painter.setBrush(theme.colour("surface"))
            pen = painting.pen(theme.colour("accent" if marked else "edge"), 2 if marked else 1)
            painter.setPen(pen)
            painter.drawRoundedRect(frame, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
            painter.setFont(theme.font(strong=True))
            painter.setPen(theme.colour("accent"))
            head = QRectF(box.x(), box.y(), key_width, box.height())
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, reason.key)
            painter.setFont(theme.font())
            painter.setPen(theme.colour("text"))
            rest = box.adjusted(key_width, 0, 0, 0)
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, reason.label)
