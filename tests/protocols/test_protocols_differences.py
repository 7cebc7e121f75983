"""A difference speaks of rules, thresholds, actions: each kind of edit is told as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from workstation.protocols.differences import Aspect, Change, Kind, Moved, Part, difference
from workstation.protocols.outline import outline
from workstation.protocols.pack import files_of
from workstation.vault.files import resource

SHIPPED = files_of(resource("protocols", "crs", "2026.3"))
ASTCT = "scales/astct-2019.yaml"


def edited(file: str, old: str, new: str) -> dict[str, bytes]:
    text = SHIPPED[file].decode()
    assert old in text, f"{file} no longer holds {old!r}"
    return {**SHIPPED, file: text.replace(old, new, 1).encode()}


def changes(after: dict[str, bytes]) -> tuple[Change, ...]:
    return difference(("crs@1", SHIPPED), ("crs@2", after)).changes


def only(file: str, old: str, new: str) -> Change:
    (change,) = changes(edited(file, old, new))
    return change


def rule(file: str, id: str) -> dict[str, str]:
    return next(a for p, a in outline(SHIPPED).things.items() if (p.file, p.id) == (file, id))


def test_a_pack_does_not_differ_from_itself() -> None:
    assert changes(dict(SHIPPED)) == ()


def test_a_threshold_that_moves_is_told_as_one() -> None:
    change = only(
        "definitions.yaml",
        "temperature_c >= 38.0 or temperature_max_24h_c >= 38.0",
        "temperature_c >= 37.5 or temperature_max_24h_c >= 38.0",
    )
    assert (change.kind, change.part, change.rule) == (
        Kind.CHANGED,
        Part.DEFINITION,
        "fever_measured",
    )
    assert change.moved == (Moved("temperature_c >=", 38.0, 37.5),)
    (aspect,) = change.aspects
    assert aspect.words == "criterion"
    assert aspect.before.startswith("temperature_c >= 38.0")
    assert aspect.after.startswith("temperature_c >= 37.5")


def test_both_ends_of_a_range_are_told_from_their_own_side() -> None:
    change = only(
        "definitions.yaml", "36.0 <= temperature_c <= 37.4", "35.5 <= temperature_c <= 37.0"
    )
    assert change.moved == (
        Moved("temperature_c >=", 36.0, 35.5),
        Moved("temperature_c <=", 37.4, 37.0),
    )


def test_a_limit_by_age_moves(tmp_path: Path) -> None:
    change = only("definitions.yaml", 'value: "60"', 'value: "65"')
    assert (change.part, change.rule) == (Part.LIMIT, "systolic_limit.1")
    assert [(one.before, one.after) for one in change.moved] == [(60, 65)]


def test_a_plausible_limit_moves() -> None:
    old = "unit: mmHg, low: 20, high: 300, loinc: 8480-6"
    change = only("vocabulary.yaml", old, old.replace("300", "280"))
    assert (change.part, change.rule) == (Part.FINDING, "systolic_mmhg")
    assert change.moved == (Moved("systolic_mmhg upper limit", 300, 280),)


def test_the_hours_after_which_a_value_is_stale_are_a_threshold() -> None:
    text = SHIPPED["vocabulary.yaml"].decode()
    line = next(one for one in text.splitlines() if one.startswith("stale_after_hours:"))
    change = only("vocabulary.yaml", line, line.replace("phone: 4", "phone: 6"))
    assert change.moved == (Moved("stale after hours phone", 4, 6),)


def test_a_criterion_that_reads_something_else_moves_no_threshold() -> None:
    change = only("definitions.yaml", "temperature_c >= 38.0 or", "temperature_c > 38.0 or")
    assert change.moved == ()
    assert change.aspects[0].name == "if"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("any_of(masking_drugs)", " any_of( masking_drugs )"),
        ("age_years < 16", "(age_years) < 16"),
    ],
)
def test_blanks_and_brackets_are_no_change(old: str, new: str) -> None:
    assert changes(edited("definitions.yaml", old, new)) == ()


def test_comments_and_line_ends_are_no_change() -> None:
    after = {name: b"# a remark\n" + data for name, data in SHIPPED.items() if name[-4:] == "yaml"}
    assert changes({**SHIPPED, **after}) == ()


def test_the_text_of_an_action() -> None:
    change = only("actions.yaml", "Encourage drinking", "Encourage drinking water")
    assert (change.part, change.file, change.rule) == (Part.ACTION, "actions.yaml", "oral-fluids")
    assert change.aspects == (Aspect("text", "Encourage drinking", "Encourage drinking water"),)


def test_a_rule_that_is_removed_is_shown_whole() -> None:
    place = next(
        p for p in outline(SHIPPED).things if p.file == ASTCT and "if" in rule(ASTCT, p.id)
    )
    text = SHIPPED[ASTCT].decode()
    line = next(one for one in text.splitlines() if f"id: {place.id.rpartition('.')[2]}," in one)
    (gone,) = [c for c in changes(edited(ASTCT, line + "\n", "")) if c.kind is Kind.REMOVED]
    assert gone.rule == place.id
    assert {a.name for a in gone.aspects} >= {"if", "grade", "reference"}
    assert all(a.before and not a.after for a in gone.aspects)
    (back,) = [
        c
        for c in difference(("b", edited(ASTCT, line + "\n", "")), ("a", SHIPPED)).changes
        if c.kind is Kind.ADDED
    ]
    assert back.rule == gone.rule


def test_rules_that_change_places_are_told() -> None:
    lines = [one for one in SHIPPED["entry.yaml"].decode().splitlines() if "- {id:" in one]
    first, second = lines[0], lines[1]
    after = edited("entry.yaml", f"{first}\n{second}", f"{second}\n{first}")
    (change,) = changes(after)
    assert (change.part, change.rule, change.aspects[0].name) == (Part.ENTRY, "entry", "order")
    assert change.aspects[0].before.startswith("fever, waived")
    assert change.aspects[0].after.startswith("waived-after-treatment, fever")


def test_a_line_that_moves_to_another_level_changes_its_level() -> None:
    text = SHIPPED["dispositions.yaml"].decode()
    line = next(one for one in text.splitlines() if "id: fever-weakness," in one)
    without = text.replace(line + "\n", "", 1)
    assert without.count("    urgent_review:\n") == 1
    moved = without.replace("    urgent_review:\n", f"    urgent_review:\n{line}\n", 1)
    found = changes({**SHIPPED, "dispositions.yaml": moved.encode()})
    (level,) = [c for c in found if c.rule == "phone.fever-weakness"]
    assert level.kind is Kind.CHANGED
    assert level.aspects == (Aspect("level", "emergency_department_now", "urgent_review"),)


@pytest.mark.parametrize(
    ("file", "old", "new", "part"),
    [
        ("form.yaml", "Has the patient collapsed?", "Did the patient fall down?", Part.FORM),
        ("agents.yaml", "Blincyto", "Blin", Part.AGENT),
        ("advice.yaml", "Do not drive yourself.", "Do not drive.", Part.ADVICE),
        ("references.yaml", "short: Lee 2019", "short: Lee", Part.REFERENCE),
        ("screens.yaml", "respiratory_rate_bpm < 9", "respiratory_rate_bpm < 8", Part.SCREEN),
        ("actions.yaml", "No sign now;", "No sign;", Part.WARNING),
        ("lookalikes.yaml", "label: Infusion reaction", "label: Reaction", Part.LOOKALIKE),
        ("protocol.yaml", "syndrome, nurse", "syndrome for", Part.PROTOCOL),
    ],
    ids=lambda one: str(one)[:20],
)
def test_every_file_is_compared(file: str, old: str, new: str, part: Part) -> None:
    found = changes(edited(file, old, new))
    assert [(c.kind, c.part, c.file) for c in found] == [(Kind.CHANGED, part, file)]


def test_a_case_is_compared_as_well() -> None:
    before = b'[{"id": "c1", "because": "b", "input": {"setting": "ward"}, "expect": {"level": 1}}]'
    after = before.replace(b'"level": 1', b'"level": 2')
    one, two = {**SHIPPED, "cases/own.json": before}, {**SHIPPED, "cases/own.json": after}
    (change,) = difference(("a", one), ("b", two)).changes
    assert (change.part, change.rule) == (Part.CASE, "c1")
    assert change.aspects == (Aspect("expect", '{"level": 1}', '{"level": 2}'),)
    assert {c.kind for c in changes(one)} == {Kind.ADDED}


def test_another_version_alone_is_no_change() -> None:
    assert changes(edited("protocol.yaml", 'version: "2026.3"', 'version: "2027.1"')) == ()
