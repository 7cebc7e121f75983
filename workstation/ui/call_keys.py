"""The keys of a call, and which of them the foot names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from workstation.ui.call_view import CallView

_MOST_BY_KEY = 9
_CALL_HINTS = (
    ("Y N U", "answer"),
    ("Enter", "next"),
    ("Alt+1–{last}", "section"),
    ("F6", "raise"),
    ("Ctrl+S", "sign"),
)
_OBSERVATION_HINTS = (
    ("Y N U", "answer"),
    ("Alt+1–{last}", "section"),
    ("Ctrl+O", "next observation"),
    ("F6", "raise"),
    ("Ctrl+S", "sign"),
)
_EMERGENCY_HINTS = (("Tab", "next step"), ("Ctrl+Enter", "step done"), ("Ctrl+S", "sign"))


def hints(last: int, *, emergency: bool, several: bool) -> tuple[tuple[str, str], ...]:
    """The keys worth naming now; ``last`` is how many sections there are.

    ``several``: the encounter may hold several observations.
    """
    if emergency:
        return _EMERGENCY_HINTS
    told = _OBSERVATION_HINTS if several else _CALL_HINTS
    return tuple((keys.format(last=last), does) for keys, does in told)


def add_keys(view: CallView) -> None:
    """Give a call its keys. The form is asked for at each press: F2 makes another."""
    for keyed, act in _keys(view):
        QShortcut(QKeySequence(keyed), view).activated.connect(act)
    for place in range(_MOST_BY_KEY):
        shortcut = QShortcut(QKeySequence(f"Alt+{place + 1}"), view)
        shortcut.activated.connect(lambda place=place: view.form.show_section(place))


def _keys(view: CallView) -> list[tuple[str, Callable[[], object]]]:
    return [
        ("F2", view.change_setting),
        ("F6", view.decisions.raise_level),
        ("Shift+F6", view.decisions.lower_level),
        ("Ctrl+J", view.ask_next),
        ("Ctrl+O", view.next_observation),
        ("Ctrl+S", view.sign),
        ("Ctrl+F", view.subject.find_patient),
        ("Ctrl+T", view.subject.edit_therapy),
        ("Alt+R", view.subject.show_risk),
        ("Alt+D", view.subject.tell_doses),
        ("Alt+S", view.decisions.say_this),
        ("Alt+A", view.decisions.show_actions),
        ("Alt+H", view.sheets.hand_over),
        ("Alt+P", view.sheets.patient),
        ("Alt+O", view.unfold),
        ("Alt+W", view.panel.ask_why),
        ("Alt+L", view.knowledge.show_look_alikes),
        ("Alt+B", lambda: view.bar.number.setFocus(Qt.FocusReason.ShortcutFocusReason)),
        ("Ctrl+Return", view.step_done),
        ("Ctrl+Enter", view.step_done),
    ]
