"""A card that asks why before something is done that the record keeps the reason of."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.site.problems import Problem
from workstation.ui import theme
from workstation.ui.fields import Field, typed
from workstation.ui.overlay import Overlay


class ReasonCard(Overlay):
    """One line for the reason, the way back, and the button that does it.

    A subclass names the button (``act``, its object name ``act_name``), the sentence for an
    empty line (``missing``), and does the work in ``submit``.
    """

    act: ClassVar[str]
    act_name: ClassVar[str]
    missing: ClassVar[str]

    def __init__(
        self,
        near: QWidget,
        title: str,
        detail: str,
        reason: Field[QLineEdit],
        width: int = theme.DIALOG_WIDTH,
    ) -> None:
        super().__init__(near, title, detail, width)
        self.reason = reason
        self.body.addWidget(reason)
        back = self.add_button("Back", name="back")
        back.clicked.connect(self.close_card)
        act = self.add_button(self.act, "primary", name=self.act_name)
        act.clicked.connect(self._on_act)
        self.default, self.first = act, reason.edit

    def submit(self, reason: str) -> None:
        """Do it. ``reason`` is trimmed and never empty."""
        raise NotImplementedError

    def refuse(self, sentence: str) -> None:
        """Say below the line why it was not done; what was typed stays."""
        self.reason.refuse(sentence)
        self.refit()

    def on_failed(self, problem: Problem) -> None:
        """The ``failed`` of the work."""
        self.refuse(f"{problem.sentence} {problem.advice}")

    def _on_act(self) -> None:
        reason = typed(self.reason)
        if reason:
            self.submit(reason)
        else:
            self.refuse(self.missing)
