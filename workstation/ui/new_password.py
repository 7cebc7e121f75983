"""A new password typed twice, with its strength told while it is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from workstation.site.problems import Problem
from workstation.ui import theme
from workstation.ui.fields import Said, password_field, side_by_side
from workstation.ui.widgets.surfaces import column
from workstation.workflows.checks import password_problem


class NewPassword(QWidget):
    """Two fields and one sentence. ``known`` gives words that an outsider knows."""

    def __init__(self, known: Callable[[], tuple[str, ...]], name: str = "Password") -> None:
        super().__init__()
        self._known = known
        self.once = password_field(name)
        self.twice = password_field(f"{name} again")
        self._strength = Said("info", "text2", "muted")
        self._strong = Said("check-circle", "ok", "ok")
        body = column(self, gap=theme.GAP)
        body.addWidget(side_by_side(self.once, self.twice))
        body.addWidget(self._strength)
        body.addWidget(self._strong)
        self.once.edit.textEdited.connect(self._tell)
        self._tell()

    def taken(self) -> str | None:
        """The password when it is strong enough and both fields agree; else says what is wrong."""
        password = self.once.edit.text()
        problem = password_problem(password, *self._known())
        if problem is not None:
            self.refuse(problem)
            return None
        if password != self.twice.edit.text():
            self.twice.say_wrong("The two passwords differ. Type it again.")
            self.twice.edit.setFocus()
            self.twice.edit.selectAll()
            return None
        return password

    def refuse(self, problem: Problem) -> None:
        """Say at the field why this password cannot be used."""
        self._strength.say("")
        self._strong.say("")
        self.once.say_wrong(f"{problem.sentence} {problem.advice}")
        self.once.edit.setFocus()
        self.once.edit.selectAll()

    def _tell(self) -> None:
        password = self.once.edit.text()
        problem = password_problem(password, *self._known()) if password else None
        strong = bool(password) and problem is None
        self._strong.say("Strong enough" if strong else "")
        if strong:
            self._strength.say("")
        elif problem is not None:
            self._strength.say(f"Not yet: {_reason(problem)}.")
        else:
            self._strength.say(
                "At least 12 characters. Four words that do not belong together do well."
            )


def _reason(problem: Problem) -> str:
    """The part of the sentence that says why."""
    return problem.sentence.partition(": ")[2].rstrip(".") or problem.sentence
