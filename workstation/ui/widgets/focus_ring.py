"""The focus ring: one transparent overlay over the window, drawn around whatever has focus.

Fields turn their own outline and need none; what is painted or filled gets a ring of two
units with a gap of two, which a border inside an accent-filled button could not show.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QWidget,
)

from workstation.ui import theme
from workstation.ui.widgets import strokes

_GAP = 2
_WIDTH = 2
_OUT = _GAP + _WIDTH


class FocusRing(QWidget):
    """Make one for each window, after its content; it follows the focus by itself."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("")
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    @property
    def target(self) -> QWidget | None:
        """The widget the ring is drawn around."""
        return self._target

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        del old
        wanted = new if new is not None and self._wants_ring(new) else None
        if wanted is self._target:
            return
        self._unwatch()
        self._target = wanted
        if wanted is not None:
            self._watch(wanted)
        self._follow()

    def _wants_ring(self, widget: QWidget) -> bool:
        if widget.window() is not self.window():
            return False
        if widget.inherits("QAbstractItemView"):  # by name: the door has none, and need not load it
            return False
        return isinstance(widget, QAbstractButton) or bool(widget.property("ring"))

    def _watch(self, widget: QWidget) -> None:
        watched: QWidget | None = widget
        while watched is not None and watched is not self.parentWidget():
            watched.installEventFilter(self)
            self._watched.append(watched)
            watched = watched.parentWidget()

    def _unwatch(self) -> None:
        for widget in self._watched:
            # A card that closed may be gone with all that was in it.
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moved = (
            QEvent.Type.Move,
            QEvent.Type.Resize,
            QEvent.Type.Show,
            QEvent.Type.Hide,
            QEvent.Type.LayoutRequest,
        )
        if event.type() in moved:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        target = self._target
        if target is None or not shiboken6.isValid(target) or not target.isVisible():
            self.hide()
            return
        place, seen = _within(target, self.window())
        whole = place.adjusted(-_OUT, -_OUT, _OUT, _OUT)
        shown = whole.intersected(seen)
        if place.isEmpty() or shown.isEmpty():
            self.hide()
            return
        self.setGeometry(whole)
        self.setMask(QRegion(shown.translated(-whole.topLeft())))
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(strokes.pen(theme.colour("accent"), _WIDTH))
        radius = theme.CONTROL_RADIUS + _OUT - 1
        painter.drawRoundedRect(strokes.inset(QRectF(self.rect()), _WIDTH / 2), radius, radius)


def _within(target: QWidget, window: QWidget) -> tuple[QRect, QRect]:
    """Where a widget is in its window, and the part of the window that scroll areas leave it."""
    place = QRect(target.mapTo(window, QPoint(0, 0)), target.size())
    seen = window.rect()
    parent = target.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            # The ring itself may stand over the edge of the area by its own width.
            area = QRect(parent.mapTo(window, QPoint(0, 0)), parent.size())
            seen = seen.intersected(area.adjusted(-_OUT, -_OUT, _OUT, _OUT))
        parent = parent.parentWidget()
    return place, seen
