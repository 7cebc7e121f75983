"""The delivered protocol on the page: its words have glyphs, its encounters are readable."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.documents.reading import bare, text_of, words_of
from tests.documents.summary_factories import SIGNED_AT, content, decision, encounter, patient
from tests.documents.test_documents_summary import overlapping
from workstation.clinical.age_limits import age_limits
from workstation.clinical.assessment import assess
from workstation.clinical.encounter import observation
from workstation.clinical.findings import Finding, Setting, Source, Value, known, unknown
from workstation.clinical.form import Form, Item, Kind
from workstation.clinical.protocol import Protocol
from workstation.documents.fonts import printable
from workstation.documents.summary import render
from workstation.protocols.loader import load
from workstation.vault.files import resource


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load(resource("protocols", "crs", "2026.3"))


def texts(value: object) -> Iterator[str]:
    """Every string of a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, tuple | frozenset):
        for each in value:
            yield from texts(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))


def test_each_character_of_the_protocols_own_words_is_in_the_font(protocol: Protocol) -> None:
    absent = {text for text in texts(protocol.form) if printable(text) != text.replace("\t", " ")}
    assert not absent


def answered(item: Item) -> Finding:
    """An answer that the item can hold."""
    match item.kind:
        case Kind.BOOLEAN:
            return known(item.id, False)
        case Kind.CODE:
            return known(item.id, item.codes[-1].id, Source.REPORTED)
        case Kind.CODES:
            return known(item.id, (item.codes[0].id,))
        case Kind.TIME:
            return known(item.id, SIGNED_AT)
    middle = ((item.low or 0) + (item.high or 0)) / 2
    return known(item.id, round(middle), Source.MEASURED, SIGNED_AT)


def asked(form: Form, setting: Setting) -> list[Item]:
    return [form.items[i] for _, rows in form.rows(setting) for row in rows for i in row.items]


@pytest.mark.parametrize("setting", [Setting.PHONE, Setting.WARD])
@pytest.mark.parametrize("known_", [True, False], ids=["all known", "nothing known"])
def test_an_encounter_of_the_whole_form_is_readable(
    tmp_path: Path, protocol: Protocol, setting: Setting, known_: bool
) -> None:
    form = protocol.form
    told = {i.id: answered(i) if known_ else unknown(i.id) for i in asked(form, setting)}
    call = encounter(setting=setting, findings=told, decision=decision(override=None, level=None))
    whole = content(
        encounter=call, form=form, assessment=assess(protocol, observation(call, SIGNED_AT))
    )
    pdf = render(whole)

    words, _, _ = words_of(tmp_path, pdf)
    assert not overlapping(words)
    text = text_of(tmp_path, pdf).lower()
    for item in asked(form, setting):
        if not known_:
            # a page may end within a label
            assert all(word in text for word in item.label.lower().split()), item.id
        elif item.kind in {Kind.NUMBER, Kind.COUNT}:
            assert bare(str(told[item.id].value)) in text, item.id


# --- what stands beside the grade -----------------------------------------------------------------


def beside(
    protocol: Protocol, tmp_path: Path, told: Mapping[str, Value], born: date = date(1965, 3, 14)
) -> str:
    """The page of a ward encounter in which this was found."""
    at = SIGNED_AT - timedelta(minutes=10)
    findings = {id: known(id, value, Source.MEASURED, at) for id, value in told.items()}
    seen = encounter(setting=Setting.WARD, patient=patient(birth_date=born), findings=findings)
    read = observation(seen, SIGNED_AT)
    made = content(
        encounter=seen,
        assessment=assess(protocol, read),
        form=protocol.form.within(Setting.WARD),
        limits=age_limits(protocol, read),
    )
    assert list(overlapping(words_of(tmp_path, render(made))[0])) == []
    return text_of(tmp_path, render(made))


PRESSOR: Mapping[str, Value] = {
    "temperature_c": 38.9,
    "systolic_mmhg": 84,
    "heart_rate_bpm": 120,
    "vasopressors": ("norepinephrine",),
    "vasopressor_high_dose": False,
    "oxygen_device": "bipap",
    "oxygen_fio2_percent": 35,
}


def test_the_other_scales_stand_together_with_why_they_differ(
    protocol: Protocol, tmp_path: Path
) -> None:
    text = beside(protocol, tmp_path, PRESSOR)
    place = text.index("Otherscales")
    for name in ("CTCAE5", "Lee2014", "Penn2018", "MSKCC", "CARTOX2018", "ICANS", "Plainlanguage"):
        assert name in text[place:], name
    assert bare("CPAP and BiPAP are 4 in ASTCT, 3 in Penn (Penn 2018).") in text[place:]
    assert bare("Lee and CARTOX look at the dose") in text[place:]


def test_every_screen_has_its_answer_and_not_known_is_one(
    protocol: Protocol, tmp_path: Path
) -> None:
    text = beside(protocol, tmp_path, PRESSOR)
    place = text.index("ScreensNEWS2")
    for name in protocol.form.screens.values():
        assert bare(name.name).lower() in text[place:].lower(), name.name
    assert "Shockindex1.43" in text[place:]
    assert bare("Systolic 84 mmHg is below 90 mmHg") in text[place:]
    assert "infusionreactionnotknown" in text[place:].lower()
    assert bare("CRS never cancels the sepsis screen") in text[place:]


def test_what_does_not_apply_to_a_child_says_so_and_its_limits_are_told(
    protocol: Protocol, tmp_path: Path
) -> None:
    told = {"temperature_c": 38.4, "heart_rate_bpm": 130}
    text = beside(protocol, tmp_path, told, born=date(2019, 3, 14))
    assert bare("NEWS2, qSOFA not valid under 16 years or in pregnancy") in text
    assert bare("Heart rate is outside 75 to 118, the limits of the age") in text
    assert "limitsoftheage" not in beside(protocol, tmp_path, told)


def test_the_dose_stands_against_its_window(protocol: Protocol, tmp_path: Path) -> None:
    text = beside(protocol, tmp_path, {"temperature_c": 38.4})
    assert bare("30 h since dose · inside the onset window of 6 days") in text


def test_what_was_taken_as_usual_is_told(protocol: Protocol, tmp_path: Path) -> None:
    text = beside(protocol, tmp_path, PRESSOR)
    assert bare("Assumed, not stated: cause of the fever, cause of the low pressure") in text
