"""The fields of the risk assessment: condition, health and dose, usual values, the home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.clinical.encounter import Patient
from workstation.clinical.form import Form, Item
from workstation.clinical.refusal import Refusal
from workstation.clinical.risk import HEALTH, LONGEST_WAY, RiskAssessment
from workstation.ui import entry, theme
from workstation.ui.fields import (
    Field,
    choice_field,
    choose,
    choose_flag,
    flag,
    flag_field,
    side_by_side,
    text_field,
    typed,
)
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column

_HEALTH = (
    ("", "Not known"),
    *((str(grade), f"{grade}  {words}") for grade, words in enumerate(HEALTH)),
)
_USUAL = (
    ("baseline_temperature_c", "temperature_c", "Temperature"),
    ("baseline_systolic_mmhg", "systolic_mmhg", "Systolic"),
    ("baseline_diastolic_mmhg", "diastolic_mmhg", "Diastolic"),
    ("baseline_heart_rate_bpm", "heart_rate_bpm", "Heart rate"),
    ("baseline_respiratory_rate_bpm", "respiratory_rate_bpm", "Breathing rate"),
    ("baseline_spo2_percent", "spo2_percent", "SpO₂"),
    ("baseline_ice_score", "baseline_ice_score", "ICE score"),
)
"""A field of the patient or of the assessment, the item whose limits it keeps, its name here."""
_WEIGHT = ("weight_kg", "Weight", 0.2, 500.0)
_OF_PATIENT = frozenset(Patient.__dataclass_fields__)


class RiskFields(QWidget):
    """Everything that is entered. An empty field and "Not known" are the same."""

    def __init__(self, form: Form, temperature_unit: str) -> None:
        super().__init__()
        self._items = form.items
        self._unit = temperature_unit
        self.condition = text_field("Condition treated")
        self.severity = text_field("How severe it is", "such as stage, burden")
        self.health = choice_field("General health", _HEALTH, "ECOG")
        self.dose = text_field("Planned dose", "or step")
        self.usual = dict(self._usual_fields())
        self.weight = text_field(_WEIGHT[1], "kg", 8)
        self.kept = flag_field("Handwriting kept")
        self.where = text_field("Where it is kept")
        self.home = {
            "has_thermometer": flag_field("Thermometer"),
            "has_cuff": flag_field("Cuff"),
            "has_oximeter": flag_field("Oximeter"),
            "caregiver_present": flag_field("Caregiver"),
        }
        self.way = text_field("Way to the hospital", "min", 5)
        self._lay_out()

    def _usual_fields(self) -> Iterator[tuple[str, Field[QLineEdit]]]:
        for name, item, words in _USUAL:
            if item in self._items:
                unit = entry.unit_text(self._items[item], self._unit)
                made = text_field(words, unit or "of 10", 8)
                made.edit.setObjectName(f"usual_{item}")
                yield name, made

    def _lay_out(self) -> None:
        body = column(self, gap=theme.GROUP_GAP)
        usual = list(self.usual.values())
        rows = (
            side_by_side(self.condition, self.severity),
            side_by_side(self.health, self.dose),
            label("Before the dose", "section"),
            side_by_side(*usual[:4]),
            side_by_side(*usual[4:], self.weight),
            side_by_side(self.kept, self.where),
            label("At home", "section"),
            side_by_side(*self.home.values(), self.way),
        )
        for row in rows:
            body.addWidget(row)

    def fill(self, patient: Patient) -> None:
        """Show what is on file."""
        risk = patient.risk or RiskAssessment()
        held = _held(patient, risk)
        for field, text in (
            (self.condition, patient.diagnosis),
            (self.severity, risk.severity),
            (self.dose, risk.planned_dose),
            (self.where, risk.handwriting_where),
            (self.weight, _text(patient.weight_kg)),
            (self.way, _text(risk.travel_minutes)),
        ):
            field.edit.setText(text)
        for name, item, _ in _USUAL:
            if name in self.usual and held[name] is not None:
                shown = entry.number_text(self._items[item], held[name], self._unit)
                self.usual[name].edit.setText(shown)
        choose(self.health, _text(risk.health))
        choose_flag(self.kept, risk.handwriting_kept)
        for name, choice in self.home.items():
            choose_flag(choice, held[name])

    def taken(self, shown: Patient) -> Patient | None:
        """The patient with what was entered, or None after saying at a field what is wrong."""
        values: dict[str, Any] = {}
        for name, item, _ in _USUAL:
            if name in self.usual:
                refused, values[name] = self._usual_value(self.usual[name], self._items[item])
                if refused:
                    return None
        weight = _number(self.weight, _WEIGHT[2], _WEIGHT[3], "Weight", "kilograms")
        way = _number(self.way, 0, LONGEST_WAY, "The way to the hospital", "minutes")
        if weight is False or way is False:
            return None
        values |= {name: flag(choice) for name, choice in self.home.items()}
        health = self.health.edit.currentData()
        values |= {
            "diagnosis": typed(self.condition),
            "severity": typed(self.severity),
            "health": int(health) if health else None,
            "planned_dose": typed(self.dose),
            "weight_kg": weight,
            "handwriting_kept": flag(self.kept),
            "handwriting_where": typed(self.where),
            "travel_minutes": None if way is None else round(way),
        }
        return _with(shown, values)

    def _usual_value(self, field: Field[QLineEdit], item: Item) -> tuple[bool, float | None]:
        """Whether the value was refused, and what it is."""
        text = typed(field)
        if not text:
            return False, None
        try:
            return False, entry.read_number(item, text, self._unit)
        except Refusal as refusal:
            field.refuse(refusal.message)
            return True, None


def _held(patient: Patient, risk: RiskAssessment) -> Mapping[str, Any]:
    names = [name for name, *_ in _USUAL]
    names += ["has_thermometer", "has_cuff", "has_oximeter", "caregiver_present"]
    return {n: getattr(patient if n in _OF_PATIENT else risk, n) for n in names}


def _with(shown: Patient, values: Mapping[str, Any]) -> Patient:
    """Each value in its one place: the patient's own entry, or the assessment."""
    own = {name: value for name, value in values.items() if name in _OF_PATIENT}
    rest = {name: value for name, value in values.items() if name not in _OF_PATIENT}
    return replace(shown, **own, risk=replace(shown.risk or RiskAssessment(), **rest))


def _text(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _number(
    field: Field[QLineEdit], low: float, high: float, what: str, unit: str
) -> float | bool | None:
    """A plain number, None for an empty field; False after saying what is wrong."""
    text = typed(field).replace(",", ".")
    if not text:
        return None
    digits = text.replace(".", "", 1)
    number = float(text) if digits.isascii() and digits.isdigit() else -1.0
    if low <= number <= high:
        return number
    field.refuse(f"{what} is a number of {unit} from {low:g} to {high:g}.")
    return False
