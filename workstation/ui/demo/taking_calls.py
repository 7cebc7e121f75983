"""Taking a call by keyboard: answers, patient, emergency card, signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from workstation.clinical.findings import Finding, Setting
from workstation.clinical.form import Form, Row, RowKind
from workstation.ui.demo.calls import DemoCall
from workstation.ui.demo.hands import Hands, NotSeen
from workstation.ui.forms import FormRow

_MOST_STEPS = 80
_PATIENT_FIELDS = (
    "given_name",
    "birth_date",
    "record_number",
    "sex",
    "phone",
    "diagnosis",
    "address",
    "agent",
    "given_at",
)
_NOT_RELEVANT = 5  # the place of "not relevant now" among the reasons for what was not asked


class Nurse:
    """Takes calls at the window that is open, with the form that the window shows."""

    def __init__(self, hands: Hands, form: Form) -> None:
        self._hands = hands
        self._form = form

    # --- a call from its start to its signature ------------------------------

    def begin(self, call: DemoCall) -> None:
        """A new call: its setting, the number to call back, the first question."""
        hands = self._hands
        before = hands.find("call_view")
        hands.press("Ctrl+N")
        hands.wait(lambda: hands.find("call_view") not in (None, before), "a new call")
        if call.setting is Setting.WARD:
            hands.press("F2")
            hands.wait(lambda: hands.text("patient_name") == "New assessment, ward", "the ward")
        hands.type(call.call_back_number)
        hands.press("Return")

    def answer(self, call: DemoCall, on_emergency: Callable[[], object]) -> None:
        """Everything the call tells, section by section, in the order of the form.

        ``on_emergency`` is done when the emergency card has taken the place of the form.
        """
        for place, (_, rows) in enumerate(self._form.rows(call.setting)):
            told = [row for row in rows if _is_told(row, call.findings)]
            if not told:
                continue
            if self._row_in_focus() is None or self._hands.find(f"row_{told[0].id}") is None:
                self._hands.press(f"Alt+{place + 1}")
            for row in told:
                self._go_to(row, place)
                self._answer_row(row, call.findings)
                if self._hands.find("emergency_card") is not None:
                    on_emergency()

    def attach_new_patient(self, call: DemoCall) -> None:
        """Searches in vain, then adds the patient with agent and dose."""
        hands = self._hands
        hands.press("Ctrl+F")
        hands.see("name_record_number_or_birth_date")
        hands.type(call.patient["family_name"])
        hands.press("Alt+N")
        hands.see("family_name")
        self._fill(call.patient, call.therapy)
        hands.shot("new-patient")
        hands.press("Return")
        hands.wait(lambda: hands.find("family_name") is None, "the patient")
        shown = f"{call.patient['family_name'].upper()}, {call.patient['given_name']}"
        hands.wait(lambda: hands.text("patient_name") == shown, shown)

    def say_emergency_steps(self, address: str) -> None:
        """Reads back number and address, and says who calls the ambulance."""
        hands = self._hands
        hands.see("emergency_card")
        hands.press("Return")
        hands.type(address)
        hands.press("Return")
        hands.press("Ctrl+Return", 2)

    def sign(self, password: str, call_back_in: int = 0) -> None:
        """Signs; what was not asked gets one reason for all.

        ``call_back_in`` is the place of a time among the call-backs offered; 0 leaves it.
        """
        hands = self._hands
        hands.press("Ctrl+S")
        hands.see("signing_password")
        if call_back_in:
            hands.tab_to("call_back_at")
            hands.press("Down", call_back_in)
        hands.tab_to("signing_password")
        hands.shot("signing")
        hands.type(password)
        hands.press("Return")
        if hands.focus().objectName() == "reason_for_all":
            hands.press("Down", _NOT_RELEVANT)
            hands.press("Return")
        hands.see("signing_done")

    # --- moving and answering ---------------------------------------------------------------------

    def _row_in_focus(self) -> FormRow | None:
        widget: QWidget | None = self._hands.focus()
        while widget is not None and not isinstance(widget, FormRow):
            widget = widget.parentWidget()
        return widget

    def _go_to(self, row: Row, place: int) -> None:
        """Up and down until the row has the focus; rows that are folded away are unfolded."""
        name = f"row_{row.id}"
        if self._hands.find(name) is None:
            self._hands.press("Alt+O")
            self._hands.see(name)
        for _ in range(_MOST_STEPS):
            current = self._row_in_focus()
            if current is None:
                self._hands.press(f"Alt+{place + 1}")
            elif current.objectName() == name:
                return
            else:
                above = _height(self._hands.see(name)) < _height(current)
                self._hands.press("Up" if above else "Down")
        raise NotSeen(f"the focus on {name}")

    def _answer_row(self, row: Row, findings: Mapping[str, Finding]) -> None:
        hands = self._hands
        if row.kind is RowKind.NONE_OF_THESE:
            hands.type("0")
        elif row.kind is RowKind.ANSWER:
            hands.type("Y" if findings[row.items[0]].value is True else "N")
        elif row.kind is RowKind.CHOICE:
            hands.type(self._key(row.items[0], str(findings[row.items[0]].value)))
        elif row.kind is RowKind.CHOICES:
            hands.type(self._keys(row.items[0], findings[row.items[0]]))
        else:
            self._type_values(row.items, findings)

    def _type_values(self, items: Sequence[str], findings: Mapping[str, Finding]) -> None:
        for item in items:
            if item in findings:
                self._hands.type(f"{findings[item].value:g}")
            self._hands.press("Return")

    def _keys(self, item: str, finding: Finding) -> str:
        codes = finding.value if isinstance(finding.value, tuple) else ()
        return "".join(self._key(item, code) for code in codes) or "0"

    def _key(self, item: str, code: str) -> str:
        return next(c.key for c in self._form.items[item].codes if c.id == code)

    def _fill(self, patient: Mapping[str, str], therapy: Mapping[str, str]) -> None:
        """Field after field in the order of the card; the name is there from the search."""
        typed = dict(patient) | dict(therapy)
        typed["record_number"] = typed.pop("mrn", "")
        typed["sex"] = typed.get("sex", "")[:1].upper()
        for field in _PATIENT_FIELDS:
            if typed.get(field):
                self._hands.enter(field, typed[field])


def _is_told(row: Row, findings: Mapping[str, Finding]) -> bool:
    """Whether the call answers this row; a block only where all of it is told to be absent."""
    if row.kind is RowKind.NONE_OF_THESE:
        return all(i in findings and findings[i].value is False for i in row.items)
    return any(item in findings for item in row.items)


def _height(widget: QWidget) -> int:
    return widget.mapTo(widget.window(), QPoint(0, 0)).y()
