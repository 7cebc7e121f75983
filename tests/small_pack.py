"""A whole pack of one scale with two grades, which the check proves in a moment.

Where a test asks what becomes of a pack, and not what stands in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

NAME = "small@1"
NEXT = "small@2"
WATER = ("actions.yaml", "Encourage drinking", "Encourage drinking water")
"""Another text of an action, which is proved too."""
DEAD = (
    "entry.yaml",
    "  - {id: not-known",
    '  - {id: never, result: met, if: "false", reference: house}\n  - {id: not-known',
)
"""A rule that never decides anything, which is refused."""

_TEXTS: Mapping[str, str] = {
    "protocol.yaml": """\
id: small
version: "1"
title: A small protocol
default_scale: fever-only
""",
    "vocabulary.yaml": """\
groups: {red_flags: [collapse], ice_items: [], answered_by_numbers: [], symptoms: [collapse]}
items:
  temperature_c:
    {kind: number, label: Temperature, unit: "°C", low: 25, high: 45, decimals: 1, vital: true,
     not_known: open, direction: up}
  temperature_max_24h_c:
    {kind: number, label: Highest temperature, unit: "°C", low: 25, high: 45, decimals: 1,
     not_known: absent, direction: up}
  collapse: {kind: boolean, label: Collapse, not_known: open}
  antipyretic_given: {kind: boolean, label: Antipyretic, not_known: false}
  fever_reported: {kind: boolean, label: Felt feverish, not_known: false}
  fever_cause:
    {kind: code, label: Cause of the fever, direction: none, not_known: absent,
     codes: [{id: crs, label: CRS, key: C}, {id: other, label: Another cause, key: O}]}
  crs_established: {kind: boolean, label: CRS known, direction: none, not_known: false}
  died_of_crs: {kind: boolean, label: Died of CRS, not_known: false}
  ice_score: {kind: count, label: ICE score, low: 0, high: 10, not_known: absent, direction: down}
  preexisting_symptoms:
    {kind: codes, label: Before the dose, not_known: [], direction: none, codes_of: symptoms}
stale_after_hours: {phone: 4, chairside: 1, ward: 4}
""",
    "form.yaml": """\
sections:
  - id: all
    title: All
    rows:
      - {id: collapse, kind: answer, items: [collapse], label: Collapse, key: C}
      - {id: temperature, kind: vital, items: [temperature_c], label: Temperature}
not_assessed_reasons: [{id: no_device, label: No device}]
lowering_reasons: [{id: judged, label: Judged}]
emergency: {say: Call now., steps: [Call]}
levels:
  - {id: call_now, rank: 3, label: Call now, detail: Now, icon: siren}
  - {id: call_back, rank: 2, label: Call back, detail: Later, icon: phone-call}
  - {id: at_home, rank: 1, label: At home, detail: Rest, icon: home}
""",
    "definitions.yaml": """\
tables: {}
definitions:
  drug: {if: "antipyretic_given"}
  fever_told: {if: "fever_reported"}
""",
    "entry.yaml": """\
entry:
  - {id: fever, result: met, if: "temperature_c >= 38.0", reference: house}
  - {id: not-known, result: unknown, if: "not known(temperature_c)", reference: house}
  - {id: none, result: not_met, if: "true", reference: house}
""",
    "scales/fever-only.yaml": """\
id: fever-only
name: Fever
version: "1"
by_entry: true
reference: house
words: {0: none, 1: mild, 2: moderate, 3: severe, 4: worst, 5: death}
axes:
  - id: heat
    label: Heat
    rules:
      - {id: high, if: "temperature_c >= 40.0", grade: 2, reference: house}
      - {id: none, if: "true", grade: 0, reference: house}
""",
    "screens.yaml": """\
scores: []
febrile_neutropenia: "false"
sepsis_red_flags: []
""",
    "dispositions.yaml": """\
rereadings: []
phone:
  otherwise: call_back
  lowest:
    {level: at_home, reference: house, only_if: "temperature_c < 38.0", provisional_while: "false"}
  raise_at_most: call_now
  raise_by_one: []
  lines:
    call_now:
      - {id: red-flag, if: "collapse", reference: house}
""",
    "actions.yaml": """\
actions:
  - {id: drink, who: nurse, text: Encourage drinking, grades: [1, 2], settings: [phone],
     if: "true", reference: house}
warnings: []
""",
    "advice.yaml": "advice: []\n",
    "agents.yaml": "agents: []\ncauses: []\n",
    "references.yaml": """\
references: [{id: house, short: House, citation: The rules of this house}]
""",
    "cases/limits.json": "[{}]\n".format(
        ",\n ".join(
            f'{{"id": "t-{number}", "because": "A limit of the temperature", "input": {{"setting": '
            f'"phone", "findings": {{"temperature_c": {value}, "collapse": false}}}}, "expect": '
            f'{{"level": "{"at_home" if value < 38 else "call_back"}"}}}}'
            for number, value in enumerate((37.9, 38.0, 38.1, 39.9, 40.0, 40.1))
        )
    ),
}


def small(*edits: tuple[str, str, str], version: str = "1") -> dict[str, bytes]:
    """The files, as another version, with texts replaced: (file, old, new)."""
    texts = dict(_TEXTS)
    for file, old, new in (("protocol.yaml", '"1"', f'"{version}"'), *edits):
        assert old in texts[file], f"{file} does not hold {old!r}"
        texts[file] = texts[file].replace(old, new)
    return {file: text.encode() for file, text in texts.items()}


def written(files: Mapping[str, bytes], folder: Path) -> Path:
    """A pack as a clinician hands it over: a folder of files."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
