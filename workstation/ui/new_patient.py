"""A new patient, or a change of one: who it is, what matters for the grade, agent and dose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.clinical.encounter import Patient
from workstation.clinical.findings import Therapy
from workstation.site.problems import Problem
from workstation.ui import when
from workstation.ui.fields import (
    Said,
    choice_field,
    choose,
    choose_flag,
    flag,
    flag_field,
    side_by_side,
    text_field,
    typed,
)
from workstation.ui.overlay import Overlay
from workstation.ui.tasks import Tasks
from workstation.ui.therapy_fields import TherapyFields
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import hairline
from workstation.workflows import patients
from workstation.workflows.session import Session

_SEXES = (("unknown", "Not known"), ("female", "Female"), ("male", "Male"), ("other", "Other"))
_FLAGS = (
    ("caregiver_present", "Caregiver present"),
    ("has_thermometer", "Has a thermometer"),
    ("central_line", "Central line"),
    ("long_term_steroid", "Long-term steroid"),
    ("beta_blocker", "Beta blocker"),
    ("pregnant", "Pregnant"),
)
_WEIGHTS = (0.5, 400.0)


class PatientCard(Overlay):
    """The whole form on one card. ``saved`` gives the ``Patient`` as the record holds it."""

    saved = Signal(object)

    def __init__(
        self,
        near: QWidget,
        session: Session,
        tasks: Tasks,
        patient: Patient | None = None,
        verb: str = "Save",
    ) -> None:
        super().__init__(near, "Change the patient" if patient else "New patient")
        self._session, self._tasks = session, tasks
        self._stored = patient
        self._uuid = patient.uuid if patient else session.new_id()
        self._make_fields()
        self._lay_out_fields()
        self.failed = Said("alert-triangle", "danger", "error")
        self.body.addWidget(self.failed)
        back = self.add_button("Back", name="back")
        back.clicked.connect(self.close_card)
        self.save = self.add_button(verb, "primary", "save")
        self.save.clicked.connect(self._submit)
        self.default, self.first = self.save, self.family.edit
        if patient is not None:
            self._fill(patient)

    def suggest(self, text: str) -> None:
        """What was searched for in vain begins the form: a date, a number, else a name."""
        words = text.strip()
        if when.parse_date(words) is not None:
            self.born.edit.setText(words)
        elif any(letter.isdigit() for letter in words):
            self.mrn.edit.setText(words)
        else:
            family, _, given = words.partition(",") if "," in words else words.partition(" ")
            self.family.edit.setText(family.strip())
            self.given.edit.setText(given.strip())

    def _make_fields(self) -> None:
        self.family = text_field("Family name", longest=100)
        self.given = text_field("Given name", longest=100)
        self.born = text_field("Birth date", "1965-03-14", 30)
        self.mrn = text_field("Record number", longest=40)
        self.sex = choice_field("Sex", _SEXES)
        self.phone = text_field("Phone", longest=40)
        self.weight = text_field("Weight", "kg", 8)
        self.address = text_field("Address", "read back in an emergency")
        self.diagnosis = text_field("Diagnosis")
        self.allergies = text_field("Allergies")
        self.flags = {name: flag_field(words) for name, words in _FLAGS}
        self.therapy = TherapyFields(self._session.protocol.form, self._session.site.time_zone)

    def _lay_out_fields(self) -> None:
        flags = list(self.flags.values())
        for row in (
            side_by_side(self.family, self.given),
            side_by_side(self.born, self.mrn, self.sex),
            side_by_side(self.phone, self.weight, self.diagnosis),
            side_by_side(self.address, self.allergies),
            side_by_side(*flags[:3]),
            side_by_side(*flags[3:]),
            hairline(),
            label("Agent and dose", "heading"),
            self.therapy,
        ):
            self.body.addWidget(row)

    def _fill(self, patient: Patient) -> None:
        for field, text in (
            (self.family, patient.family_name),
            (self.given, patient.given_name),
            (self.born, patient.birth_date.isoformat()),
            (self.mrn, patient.mrn),
            (self.phone, patient.phone),
            (self.weight, _weight_text(patient.weight_kg)),
            (self.address, patient.address),
            (self.diagnosis, patient.diagnosis),
            (self.allergies, patient.allergies),
        ):
            field.edit.setText(text)
        choose(self.sex, patient.sex)
        for name, choice in self.flags.items():
            choose_flag(choice, getattr(patient, name))
        self.therapy.fill(patient.therapy or Therapy())

    def _submit(self) -> None:
        self.failed.say("")
        patient = self._taken()
        self.refit()
        if patient is None:
            return
        self.save.disable("The patient is being saved")
        self._tasks.command(
            patients.add if self._stored is None else patients.update,
            self._session,
            patient,
            done=self._on_saved,
            failed=self._on_failed,
        )

    def _taken(self) -> Patient | None:
        """The patient as typed, or None after saying at a field what is wrong."""
        born, weight = when.parse_date(typed(self.born)), _weight(typed(self.weight))
        for field in (self.family, self.given):
            if not typed(field):
                field.refuse(f"Type the {field.name.lower()}.")
                return None
        if born is None:
            self.born.refuse(f"Type the birth date as {when.DATE_ORDER}.")
            return None
        if weight is not None and not _WEIGHTS[0] <= weight <= _WEIGHTS[1]:
            low, high = _WEIGHTS
            self.weight.refuse(f"Weight is a number of kilograms from {low:g} to {high:g}.")
            return None
        therapy = self.therapy.taken(self._session.clock())
        return None if therapy is None else self._patient(born, weight, therapy)

    def _patient(self, born: date, weight: float | None, therapy: Therapy) -> Patient:
        before = self._stored or Patient(self._uuid, "", "", born)
        return replace(
            before,
            family_name=typed(self.family),
            given_name=typed(self.given),
            birth_date=born,
            mrn=typed(self.mrn),
            sex=self.sex.edit.currentData(),
            phone=typed(self.phone),
            address=typed(self.address),
            diagnosis=typed(self.diagnosis),
            allergies=typed(self.allergies),
            weight_kg=weight,
            therapy=None if therapy == Therapy() else therapy,
            caregiver_present=flag(self.flags["caregiver_present"]),
            has_thermometer=flag(self.flags["has_thermometer"]),
            central_line=flag(self.flags["central_line"]),
            long_term_steroid=flag(self.flags["long_term_steroid"]),
            beta_blocker=flag(self.flags["beta_blocker"]),
            pregnant=flag(self.flags["pregnant"]),
        )

    def _on_saved(self, patient: Patient) -> None:
        self.close_card()
        self.saved.emit(patient)

    def _on_failed(self, problem: Problem) -> None:
        self.save.enable()
        field = self.born if "birth date" in problem.sentence else None
        if field is not None:
            field.refuse(problem.sentence)
        else:
            self.failed.say(f"{problem.sentence} {problem.advice}")
        self.refit()


def _weight(text: str) -> float | None:
    """Kilograms with a point or a comma; not a number reads as out of range, so that it is told."""
    if not text:
        return None
    try:
        return float(text.replace(",", ".").removesuffix("kg").strip())
    except ValueError:
        return -1.0


def _weight_text(weight: float | None) -> str:
    return "" if weight is None else f"{weight:g}"
