"""The banner that tells managers and administrators of a pack that the program brought."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from workstation.ui.messages import Deed, Notice, Urgency
from workstation.ui.pages import Desk
from workstation.workflows.protocol_news import Delivered, Step, delivered

_KEY = "delivered"
_DEEDS = {Step.ADD: "Add it", Step.APPROVE: "Show it", Step.ACTIVATE: "Show it"}


class DeliveredNews(QObject):
    """Looks how far the site has come with it; the banner goes when nothing is left to do."""

    wanted = Signal(object)
    """The ``Delivered`` that somebody wants to go on with."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.look()

    def look(self) -> None:
        """Read it anew."""
        desk = self._desk
        desk.tasks.query(delivered, desk.session, done=self._on_read, context=self)

    def _on_read(self, found: Delivered) -> None:
        if found.step is Step.NOTHING:
            self._desk.notices.withdraw(_KEY)
            return
        words = _DEEDS.get(found.step)
        deed = Deed(words, partial(self.wanted.emit, found)) if words else None
        self._desk.notices.put(Notice(_KEY, Urgency.INFO, found.says, found.advice, other=deed))
