"""Buttons: primary, secondary, quiet, danger, navigation. Verb first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from workstation.ui import icons, theme
from workstation.ui.widgets.labels import restyle

_ICON_ROLES = {
    "primary": "on_accent",
    "secondary": "text",
    "quiet": "accent",
    "danger": "on_danger",
    "navigation": "text2",
}


class Button(QPushButton):
    """A push button whose icon follows the mode. Object and accessible name come from its words."""

    def __init__(
        self,
        text: str,
        kind: str = "secondary",
        icon: str = "",
        *,
        on_click: Callable[[], object] | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind, self._icon = kind, icon
        self._iconless = False
        self.setObjectName(name or text.lower().replace(" ", "_"))
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        if kind != "secondary":
            self.setProperty("b", kind)
        self._does = on_click
        self.clicked.connect(self._on_clicked)
        self._tint()
        theme.notifier().changed.connect(self._tint)

    def set_icon(self, name: str) -> None:
        """Show another icon; "" is none."""
        self._icon = name
        self._tint()

    def set_words(self, text: str) -> None:
        """Change what the button says and is called."""
        self.setText(text)
        self.setAccessibleName(text)

    def set_kind(self, kind: str) -> None:
        """Another weight: the one primary button of a screen moves to a banner and back."""
        if kind != self._kind:
            self._kind = kind
            self.setProperty("b", "" if kind == "secondary" else kind)
            restyle(self)
            self._tint()

    def disable(self, reason: str) -> None:
        """Never without a reason, which the tooltip and a screen reader give."""
        self.setEnabled(False)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)

    def enable(self) -> None:
        """Make it work again."""
        self.setEnabled(True)
        self.setToolTip("")
        self.setAccessibleDescription("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        if self._does is not None:
            self._does()

    def show_icon(self, shown: bool) -> None:
        """With its icon, or with the words alone where the place is short."""
        self._iconless = not shown
        if not shown:
            self.setIcon(QIcon())
        self._tint()

    def _tint(self) -> None:
        if not self._icon or self._iconless:
            return
        side = theme.scaled(theme.ICON_IN_TEXT if self._kind != "navigation" else theme.ICON)
        self.setIcon(icons.icon(self._icon, _ICON_ROLES[self._kind], side))
        self.setIconSize(QSize(side, side))
