"""The place of the call in progress. The call view brings its own head, panel and foot."""

from __future__ import annotations

from PySide6.QtCore import Signal

from workstation.clinical.encounter import Encounter
from workstation.ui import theme
from workstation.ui.beginnings import BESIDE, NEW_CALL
from workstation.ui.call_view import CallView
from workstation.ui.pages import Desk, Page
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.surfaces import Card, Empty, line


class CallPlace(Page):
    """One call at a time; another one replaces it and stays in the worklist as a draft."""

    begin_requested = Signal(object)
    """The ``Setting`` of a new encounter."""
    finished = Signal(str)
    """The uuid of the encounter that was signed."""
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Call")
        self._view: CallView | None = None
        self._put_aside: list[CallView] = []
        self._none = self._empty_card()
        self.body.addWidget(self._none)
        self.body.addStretch(1)

    @property
    def view(self) -> CallView | None:
        """The call in progress."""
        return self._view

    @property
    def saving(self) -> bool:
        """True while an answer of any call here is on its way to the record."""
        views = [*self._put_aside, *([self._view] if self._view is not None else [])]
        return any(view.draft.unsaved and not view.draft.failed for view in views)

    def show_encounter(self, encounter: Encounter) -> None:
        """Go on with a call; the one that was here is in the record, or on its way there."""
        if self._view is not None and self._view.encounter.uuid == encounter.uuid:
            return
        self._drop()
        view = self._taken_up_again(encounter.uuid) or self._new_view(encounter)
        self._view = view
        self._show(True)

    def _new_view(self, encounter: Encounter) -> CallView:
        view = CallView(self.desk.session, self.desk.tasks, encounter)
        view.finished.connect(self._on_finished)
        view.left.connect(self._on_left)
        return view

    def _taken_up_again(self, uuid: str) -> CallView | None:
        """A call put aside whose answers have not all arrived: only here are they whole."""
        for view in self._put_aside:
            if view.encounter.uuid == uuid:
                self._put_aside.remove(view)
                return view
        return None

    def take_keyboard(self) -> None:
        if self._view is not None:
            self._view.take_keyboard()
        else:
            self._button.setFocus()

    def _show(self, some: bool) -> None:
        for part in (self._head_bar, self._none):
            part.setVisible(not some)
        # The body is empty beside a call; it must not keep a share of the height.
        edge = 0 if some else theme.PAGE_MARGIN
        self.body.setContentsMargins(edge, edge, edge, edge)
        self._whole.setStretchFactor(self.body, 0 if some else 1)
        if some and self._view is not None:
            self._whole.addWidget(self._view, 1)
            self._view.show()

    def _drop(self) -> None:
        view, self._view = self._view, None
        if view is None:
            return
        self._whole.removeWidget(view)
        view.hide()
        if view.draft.unsaved:
            self._put_aside.append(view)
            view.draft.when_saved(lambda: self._let_go(view))
        else:
            view.deleteLater()

    def _let_go(self, view: CallView) -> None:
        if view in self._put_aside:
            self._put_aside.remove(view)
            view.deleteLater()

    def forget(self, uuid: str) -> None:
        """A call that was entered in error is not gone on with."""
        if self._view is not None and self._view.encounter.uuid == uuid:
            self._drop()
            self._show(False)

    def _on_finished(self, uuid: str) -> None:
        self._drop()
        self._show(False)
        self.finished.emit(uuid)

    def _on_left(self) -> None:
        self._drop()
        self._show(False)
        self.left.emit()

    def _empty_card(self) -> Card:
        card = Card()
        row = line(gap=theme.GAP)
        row.addWidget(
            Empty("phone-call", "No call is open", "A call begins with red flags and a number."), 1
        )
        for begin in (*BESIDE, NEW_CALL):
            kind = "primary" if begin is NEW_CALL else "secondary"
            self._button = Button(begin.words, kind, begin.icon)
            self._button.setToolTip(begin.keys)
            self._button.clicked.connect(
                lambda _, where=begin.setting: self.begin_requested.emit(where)
            )
            row.addWidget(self._button)
        card.body.addLayout(row)
        return card
