"""The words of a form in a setting: on the phone, and beside the patient."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workstation.clinical.findings import Setting
from workstation.clinical.form import Emergency, Form, Row, RowKind, Section

BREATHS = Row(
    id="breaths",
    kind=RowKind.VITAL,
    label="Breathing rate",
    items=(),
    say="Please count the breaths with me.",
    help="Twice the count of half a minute.",
    say_beside="Please sit still.",
)
COLLAPSE = Row(id="collapse", kind=RowKind.ANSWER, label="Collapse", items=(), say="Collapsed?")
SECTION = Section("breathing", "Breathing", "Count with me.", (BREATHS, COLLAPSE), "Sit still.")
WARD = Emergency("Say it on the ward.", ("{called}",), title="Call them", opened_by=("collapse",))


@pytest.fixture
def form() -> Form:
    return Form(
        items={},
        sections=(SECTION,),
        levels={},
        agents={},
        advice={},
        scales={},
        references={},
        not_assessed_reasons=(),
        lowering_reasons=(),
        emergency_say="Hang up and call.",
        emergency_steps=(),
        emergency_in={Setting.WARD: WARD},
    )


def test_on_the_phone_the_words_are_those_of_the_phone(form: Form) -> None:
    assert form.within(Setting.PHONE).sections == (SECTION,)


@pytest.mark.parametrize("setting", [Setting.CHAIRSIDE, Setting.WARD])
def test_beside_the_patient_a_row_says_its_own_words(form: Form, setting: Setting) -> None:
    section = form.within(setting).sections[0]
    breaths, collapse = section.rows
    assert section.say == "Sit still."
    assert breaths.say == "Please sit still."
    assert breaths.help == BREATHS.help, "what is not said anew stays"
    assert collapse == COLLAPSE


def test_words_beside_the_patient_may_be_none_at_all() -> None:
    assert replace(BREATHS, say_beside="", help_beside="").beside().help == ""
    assert replace(BREATHS, say_beside="").beside().say == ""


def test_a_setting_without_dispositions_says_what_opens_its_card(form: Form) -> None:
    ward, chair = form.within(Setting.WARD), form.within(Setting.CHAIRSIDE)
    assert (ward.emergency_title, ward.emergency_opened_by) == ("Call them", ("collapse",))
    assert (chair.emergency_title, chair.emergency_opened_by) == ("", ())
