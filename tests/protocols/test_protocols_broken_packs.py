"""One pack for each kind of mistake a clinician makes: the right file, line and sentence."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from workstation.protocols.checker import check_files
from workstation.protocols.pack import files_of
from workstation.vault.files import resource

ASTCT = "scales/astct-2019.yaml"
ICANS = "scales/icans-astct-2019.yaml"


@dataclass(frozen=True)
class Mistake:
    """What was written for what, and what the checker says of it.

    ``stands`` is the text on the line that it names, where that is not the line that was written.
    """

    kind: str
    file: str
    old: str
    new: str
    says: str
    keeps_cases: bool = False
    stands: str = ""


SHOWN = ("case", "complete", "sound", "tight", "monotone")
"""What is shown with a patient: a table of findings and both results."""

TWELVE = (
    "fatigue and cough and headache and loss_of_appetite and rash and body_pain and nausea and "
    "chills and vomiting and diarrhoea and weakness and can_drink"
)

MISTAKES = {
    "a limit moved": Mistake(
        "case",
        "definitions.yaml",
        'fever_measured: {if: "temperature_c >= 38.0',
        'fever_measured: {if: "temperature_c >= 38.1',
        "expected",
        keeps_cases=True,
    ),
    "a word misspelt": Mistake(
        "criterion",
        "definitions.yaml",
        "temperature_c > 39.0",
        "temprature_c > 39.0",
        "temprature_c is neither an id nor a code of the pack; perhaps temperature_c",
        stands="emergency_by_number:",
    ),
    "a code of another item": Mistake(
        "criterion",
        ASTCT,
        "oxygen_device == blow_by",
        "oxygen_device == crs",
        "crs is no code of oxygen_device",
    ),
    "a number asked of a code": Mistake(
        "criterion",
        ASTCT,
        "oxygen_device == blow_by",
        "oxygen_device >= 3",
        "oxygen_device is no number",
    ),
    "one equals sign": Mistake(
        "criterion",
        ASTCT,
        "oxygen_device == blow_by",
        "oxygen_device = blow_by",
        "is not a criterion",
    ),
    "a function that is not there": Mistake(
        "criterion",
        ASTCT,
        "oxygen_device == blow_by",
        "maybe(oxygen_device)",
        "maybe() is not part of the language",
    ),
    "a source that is not listed": Mistake(
        "reference",
        ASTCT,
        'if: "pressors_and_vasopressin >= 1", grade: 3, reference: lee-2019',
        'if: "pressors_and_vasopressin >= 1", grade: 3, reference: lee-2109',
        "lee-2109 is not in references.yaml; perhaps lee-2019",
    ),
    "a key twice": Mistake(
        "duplicate_key",
        "protocol.yaml",
        "id: crs\n",
        "id: crs\nid: crs\n",
        "'id' stands twice",
        stands="id: crs\nversion",
    ),
    "a grade that is none": Mistake(
        "grade",
        ASTCT,
        "grade: 2..4, because: Oxygen",
        "grade: 2-4, because: Oxygen",
        "2-4 is not a grade",
    ),
    "a level that is none": Mistake(
        "slip",
        "dispositions.yaml",
        "otherwise: scheduled_call_back",
        "otherwise: call_some_time",
        "call_some_time is no level of form.yaml",
    ),
    "a sentence with a blank that nothing fills": Mistake(
        "slip",
        "definitions.yaml",
        "{systolic_limit} mmHg",
        "{systolic_limt} mmHg",
        "nothing fills {systolic_limt}",
    ),
    "a definition of itself": Mistake(
        "slip",
        "definitions.yaml",
        'drug: {if: "any_of(masking_drugs)"',
        'drug: {if: "drug"',
        "needs itself",
    ),
    "the last rule left out": Mistake(
        "complete",
        ASTCT,
        '      - {id: none, if: "true", grade: 0, reference: lee-2019}\n',
        "",
        "with everything known no rule holds",
        stands="- id: hypotension",
    ),
    "not known read as fine": Mistake(
        "sound",
        ASTCT,
        "read_on_room_air and not known(hypoxia) and short_of_oxygen",
        "read_on_room_air and not known(hypoxia) and known(spo2_percent) and short_of_oxygen",
        "the range leaves out what it may turn out to be",
        stands="- id: hypoxia",
    ),
    "a range wider than need be": Mistake(
        "tight",
        ASTCT,
        "read_on_room_air and not known(hypoxia) and not short_of_oxygen",
        "read_on_room_air and not known(hypoxia) and (not short_of_oxygen or fainting)",
        "the range is wider than anything it may turn out to be",
        stands="- id: hypoxia",
    ),
    "two vasopressors graded below one": Mistake(
        "monotone",
        ASTCT,
        '"pressors >= 2 and not unnamed_may_be_vasopressin or pressors >= 3", grade: 4',
        '"pressors >= 2 and not unnamed_may_be_vasopressin or pressors >= 3", grade: 2',
        "Vasopressors running (vasopressors) gets worse, from Norepinephrine to",
    ),
    "a comparison the wrong way round": Mistake(
        "monotone",
        "dispositions.yaml",
        '{id: low-temperature, if: "temperature_c <= 35.0"',
        '{id: low-temperature, if: "temperature_c >= 35.0"',
        "Temperature (temperature_c) gets worse, from 35.0 °C to 25.0 °C",
    ),
    "a rule behind one that always decides first": Mistake(
        "alive",
        ICANS,
        '{id: touch, if: "awakens_to == touch"',
        '{id: touch, if: "awakens_to in woken_with_difficulty"',
        "this rule never decides anything",
    ),
    "a red flag that calls nobody": Mistake(
        "red-flag",
        "dispositions.yaml",
        "any_of(collapse, airway_problem, cannot_be_woken,",
        "any_of(airway_problem, cannot_be_woken,",
        "phone: the red flag collapse alone calls nobody",
        stands="  lines:",
    ),
    "too much in one rule": Mistake(
        "split",
        ICANS,
        'if: "motor_weakness == focal_deep"',
        f'if: "{TWELVE}"',
        "split this rule",
        stands="- id: motor",
    ),
    "a limit without a case": Mistake(
        "coverage",
        "definitions.yaml",
        '  child: {if: "age_years < 16"}',
        '  child: {if: "age_years < 16"}\n  inflamed: {if: "crp_mg_l >= 123.4"}',
        "no case has crp_mg_l 123.4, at the limit 123.4",
        keeps_cases=True,
        stands="inflamed:",
    ),
}


def _spoilt(mistake: Mistake) -> dict[str, bytes]:
    files = files_of(resource("protocols", "crs", "2026.3"))
    text = files[mistake.file].decode("utf-8")
    assert mistake.old in text, f"{mistake.file} no longer holds {mistake.old!r}"
    files[mistake.file] = text.replace(mistake.old, mistake.new, 1).encode("utf-8")
    if mistake.keeps_cases:
        return files
    return {name: data for name, data in files.items() if not name.startswith("cases/")}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_sentence(name: str) -> None:
    mistake = MISTAKES[name]
    files = _spoilt(mistake)
    report = check_files(files)
    assert not report.passed
    trouble = report.troubles[0]
    assert trouble.kind == mistake.kind, trouble
    assert mistake.says in trouble.says
    assert trouble.file == mistake.file
    assert trouble.line == _line(files[mistake.file].decode("utf-8"), mistake), trouble
    assert trouble.what_to_do.endswith(".")
    assert bool(trouble.at) == (mistake.kind in SHOWN)
    assert len(trouble.results) == {"complete": 1}.get(mistake.kind, 2 if trouble.at else 0)


def _line(text: str, mistake: Mistake) -> int:
    return text[: text.index(mistake.stands or mistake.new)].count("\n") + 1
