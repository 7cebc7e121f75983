"""What a pack must be to load, and what is said of one that is not."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.small_pack import small, written
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.loader import load
from workstation.protocols.pack import MAY_BE_LEFT_OUT, ONE_OF_EACH, files_of, fingerprint
from workstation.vault.files import resource

SHIPPED = resource("protocols", "crs", "2026.3")
FILES = sorted(p.relative_to(SHIPPED).as_posix() for p in SHIPPED.rglob("*.yaml"))
TOP = [file for file in FILES if "/" not in file]


def refused(pack: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        load(pack)
    return caught.value


class Spoilt(NamedTuple):
    """A change of a file: the text that stands there and what is put in its place."""

    file: str
    old: str
    new: str
    code: str
    says: tuple[str, ...]


def spoil(pack: Path, change: Spoilt) -> None:
    path = pack / change.file
    text = path.read_text(encoding="utf-8")
    assert change.old in text, f"{change.file} no longer holds {change.old!r}"
    path.write_text(text.replace(change.old, change.new, 1), encoding="utf-8")


ASTCT = "scales/astct-2019.yaml"
SPOILT = [
    Spoilt("protocol.yaml", "id: crs", "id: crs\nid: crs", "duplicate_key", ("line 4", "'id'")),
    Spoilt(
        "vocabulary.yaml", "  fever: {", "  cough: {}\n  fever: {", "duplicate_key", ("'cough'",)
    ),
    Spoilt(
        "protocol.yaml",
        "id: crs",
        "id: [crs",
        "yaml",
        ("protocol.yaml, line 3: this is not YAML: a bracket",),
    ),
    Spoilt(
        "protocol.yaml",
        "id: crs",
        "id: crs\nname: x",
        "shape",
        ("line 4: name: nothing of this name belongs here",),
    ),
    Spoilt(
        "protocol.yaml",
        "id: crs",
        "id: 3",
        "shape",
        ("id: text is wanted here, not 3; put it in quotes",),
    ),
    Spoilt("protocol.yaml", "id: crs", "", "shape", ("id: is missing here",)),
    Spoilt(
        "vocabulary.yaml",
        "kind: boolean",
        "kind: maybe",
        "shape",
        ("kind: boolean, number, count, code, codes or time is wanted here, not maybe",),
    ),
    Spoilt(
        "form.yaml",
        "kind: answer",
        "kind: anwser",
        "shape",
        ("kind: answer, vital, choice", "not anwser"),
    ),
    Spoilt("agents.yaml", "tag: S", "tag: X", "shape", ("tag:", "is wanted here, not X")),
    Spoilt(
        "actions.yaml",
        "grades: [0",
        "grades: [a",
        "shape",
        ("grades: a whole number is wanted here, not a",),
    ),
    Spoilt(
        "dispositions.yaml",
        "  otherwise:",
        "  other:",
        "shape",
        ("other: nothing of this name belongs here; perhaps otherwise",),
    ),
    Spoilt(
        "entry.yaml",
        "result: met",
        "result: mett",
        "shape",
        ("result: met, waived, masked, unknown or not_met is wanted here, not mett",),
    ),
    Spoilt(
        "protocol.yaml",
        "default_scale: astct-2019",
        "default_scale: astct-2018",
        "default_scale",
        ("astct-2018 is not in scales/",),
    ),
    Spoilt(
        "form.yaml",
        "items: [collapse]",
        "items: [colapse]",
        "unknown_id",
        ("collapse: colapse is not",),
    ),
    Spoilt(
        "form.yaml",
        "only_if: antipyretic_given",
        "only_if: antipyretic",
        "unknown_id",
        ("antipyretic_at: antipyretic is not in the vocabulary",),
    ),
    Spoilt(
        "definitions.yaml",
        'child: {if: "age_years < 16"}',
        "child: {says: nothing}",
        "shape",
        ("child", "wants 'if' or 'value'"),
    ),
    Spoilt(
        "definitions.yaml",
        "any_of(masking_drugs)",
        "any_of(masking_drug)",
        "criterion",
        ("drug:", "masking_drug is not an id"),
    ),
    Spoilt(
        "definitions.yaml",
        "but=preexisting_symptoms",
        "but=old_symptoms",
        "criterion",
        ("new_symptom:", "old_symptoms"),
    ),
    Spoilt(
        "definitions.yaml",
        '{if: "age_months < 1", value: "60"}',
        '{if: "age_months < 1", value: "60 /"}',
        "criterion",
        ("systolic_limit:", "is not a criterion"),
    ),
    Spoilt(
        "dispositions.yaml",
        "new_neck_swelling",
        "new_nek_swelling",
        "criterion",
        ("neck-swelling:", "new_nek_swelling is neither an id nor a code"),
    ),
    Spoilt(
        "dispositions.yaml",
        "[acute_respiratory_distress]",
        "[acute_distress]",
        "criterion",
        ("respiratory-distress-syndrome:", "acute_distress"),
    ),
    Spoilt(
        ASTCT,
        "hypotension_cause == other",
        "hypotension_cause is other",
        "criterion",
        ("hypotension.other-cause:", "is is not part of the language"),
    ),
    Spoilt(ASTCT, "grade: 3..4", "grade: 3..x", "grade", ("3..x is not a grade, like 3 or 2..4",)),
    Spoilt(ASTCT, "grade: 3..4", "grade: three", "grade", ("three is not a grade",)),
    Spoilt(ASTCT, "grade: 3..4", "grade: 4..3", "grade", ("4..3 is outside 0 to 5",)),
    Spoilt(ASTCT, "grade: 3..4", "grade: 6", "grade", ("6 is outside 0 to 5",)),
    Spoilt(ASTCT, "grade: 3..4", "grade: -1", "grade", ("-1 is outside 0 to 5",)),
    Spoilt(ASTCT, "grade: 3..4", "grade: 1..2..3", "grade", ("1..2..3 is not a grade",)),
    *(
        Spoilt(file, f"reference: {old}", "reference: nowhere", "reference", ("nowhere is not in",))
        for file, old in [
            (ASTCT, "lee-2019"),
            ("entry.yaml", "lee-2019"),
            ("screens.yaml", "rcp-2017"),
            ("dispositions.yaml", "house"),
            ("actions.yaml", "seed"),
            ("scales/icans-astct-2019.yaml", "lee-2019"),
        ]
    ),
]


@pytest.mark.parametrize("change", SPOILT, ids=lambda c: f"{c.file} {c.new[:30]}")
def test_a_spoilt_pack_is_refused_with_file_and_place(pack: Path, change: Spoilt) -> None:
    spoil(pack, change)
    refusal = refused(pack)
    assert refusal.code == change.code
    assert Path(change.file).name in refusal.message
    assert Path(refusal.where).name == Path(change.file).name
    for part in change.says:
        assert part in refusal.message


def _level(word: str) -> str:
    return f"  {word}: scheduled_call_back"


LET_THROUGH = [
    ("dispositions.yaml", _level("otherwise"), "  otherwise: call_me", "otherwise"),
    ("dispositions.yaml", "    urgent_review:", "    urgent_revue:", "a level of the lines"),
    ("dispositions.yaml", "raise_at_most: emergency", "raise_at_most: urgency", "the ceiling"),
    ("dispositions.yaml", "forget: [sedated]", "forget: [seduted]", "what is forgotten"),
    (ASTCT, "{finding: fever_cause", "{finding: fever_case", "what is assumed"),
    ("vocabulary.yaml", "  red_flags:", "  redflags:", "a group the program reads"),
    ("vocabulary.yaml", "codes_of: symptoms", "codes_of: symptom", "the group of codes"),
    ("vocabulary.yaml", "else: open", "ward: open", "how it reads elsewhere"),
    ("vocabulary.yaml", "not_known: hypoxia\n", "not_known: hypoxi\n", "a code as default"),
    ("definitions.yaml", "but=[vasopressin]", "but=[vasopresin]", "a code that is left out"),
    ("definitions.yaml", "any_of(masking_drugs)", "drug or fever", "a definition of itself"),
    ("definitions.yaml", "{systolic_limit} mmHg", "{systolic_limt} mmHg", "a name in a sentence"),
    ("advice.yaml", "levels: [", "levels: [someday, ", "a level of an advice"),
    ("advice.yaml", "finding: temperature_c", "finding: temperature", "what is watched"),
    ("advice.yaml", "limit: systolic_limit", "limit: systolic_limt", "a limit that is watched"),
    ("advice.yaml", "reference: house", "reference: hause", "where a limit is read"),
    ("advice.yaml", "hand_over: [", "hand_over: [someday, ", "an action to hand over"),
    ("scales/mskcc.yaml", "id: mskcc", "id: lee-2014", "a scale twice"),
    ("entry.yaml", 'if: "true"', 'if: "false"', "an entry without a last line"),
    ("dispositions.yaml", "lines_of: urgent_review", "lines_of: urgent_revue", "lines to take"),
    ("dispositions.yaml", "but: [nearly-febrile]", "but: [nearly-febril]", "a line left out"),
    ("dispositions.yaml", "as: continue_close_monitoring,", "as: urgent_review,", "a phone level"),
    ("dispositions.yaml", "    level: continue\n", "    level: home_care\n", "the chair's lowest"),
    ("disagreements.yaml", "higher: [penn-2018]", "higher: [penn-2017]", "a scale that differs"),
    ("disagreements.yaml", "reference: mskcc", "reference: mskc", "where it is read"),
    ("lookalikes.yaml", "reference: idsa", "reference: isda", "where a sign is read"),
    ("lookalikes.yaml", "findings: [anc_per_ul", "findings: [anc_per_u", "what shows a sign"),
    ("lookalikes.yaml", 'if: "neutropenic"', 'if: "neutropenik"', "when a sign is there"),
    ("scales/mskcc.yaml", '  4: "Hypotension', '  7: "Hypotension', "a grade that none has"),
    ("rechallenge.yaml", "agents: [epcoritamab]", "agents: [epcoritama]", "an agent of the table"),
    ("ceilings.yaml", "reference: nccn", "reference: ncnc", "where a ceiling is read"),
    ("background.yaml", "reference: seed", "reference: sed", "where a topic is read"),
    ("screens.yaml", "of: heart_rate_bpm", "of: heart_rate", "what is divided"),
    ("screens.yaml", "reference: adrenal,", "reference: adrenals,", "where a screen is read"),
]
"""What a pack may hold today and fails only when somebody is assessed, or silently misreads."""


@pytest.mark.parametrize(("file", "old", "new", "what"), LET_THROUGH, ids=lambda part: part[:40])
def test_a_slip_in_a_pack_is_refused(pack: Path, file: str, old: str, new: str, what: str) -> None:
    spoil(pack, Spoilt(file, old, new, what, ()))
    assert Path(file).name in refused(pack).message


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    refusal = refused(tmp_path / "elsewhere")
    assert refusal.code == "no_pack"
    assert "elsewhere is not a protocol pack: no protocol.yaml." in refusal.message


def test_a_folder_that_is_not_there_and_one_that_is_a_file_are_told(tmp_path: Path) -> None:
    assert "nowhere is not there." in refused(tmp_path / "nowhere").message
    (tmp_path / "file").write_text("id: crs\n", encoding="utf-8")
    assert "file is not a folder." in refused(tmp_path / "file").message


@pytest.mark.parametrize("file", sorted(set(ONE_OF_EACH) - {"protocol.yaml"}))
def test_a_missing_file_is_named(pack: Path, file: str) -> None:
    (pack / file).unlink()
    refusal = refused(pack)
    assert (refusal.code, refusal.where) == ("missing_file", file)
    assert refusal.message == f"{file} is missing from the pack."


def test_a_pack_without_a_page_to_read_loads(tmp_path: Path) -> None:
    assert not set(small()) & MAY_BE_LEFT_OUT.keys()
    assert load(written(small(), tmp_path / "small")).form.items


def test_every_file_of_a_pack_is_known() -> None:
    assert set(TOP) == {*ONE_OF_EACH, *MAY_BE_LEFT_OUT}


def test_missing_scales_are_named(pack: Path) -> None:
    for file in (pack / "scales").iterdir():
        file.unlink()
    (pack / "scales").rmdir()
    assert "scales" in refused(pack).message


def test_a_file_that_is_not_utf8_is_refused(pack: Path) -> None:
    (pack / "advice.yaml").write_bytes(b"advice: [\xff]")
    assert "advice.yaml" in refused(pack).message


@pytest.mark.parametrize("text", ["", "3", "[]", "a: !!python/object:os.system x"])
def test_a_file_that_is_no_mapping_or_no_safe_yaml_is_refused(pack: Path, text: str) -> None:
    (pack / "protocol.yaml").write_text(text, encoding="utf-8")
    assert "protocol.yaml" in refused(pack).message


def test_a_criterion_may_be_a_bare_word_or_number_of_yaml(pack: Path, shipped: Protocol) -> None:
    spoil(pack, Spoilt("entry.yaml", 'if: "true"', "if: true", "", ()))
    spoil(pack, Spoilt("definitions.yaml", 'value: "60"', "value: 60", "", ()))
    assert load(pack).entry == shipped.entry
    assert load(pack).tables == shipped.tables


# --- the fingerprint


def test_the_fingerprint_is_the_pack_s(pack: Path, shipped: Protocol) -> None:
    assert shipped.ref.sha256 == fingerprint(files_of(pack)) == fingerprint(files_of(SHIPPED))
    assert (shipped.ref.id, shipped.ref.version) == ("crs", "2026.3")


@pytest.mark.parametrize("file", FILES)
def test_any_byte_changes_the_fingerprint(pack: Path, file: str) -> None:
    before = fingerprint(files_of(pack))
    content = (pack / file).read_bytes()
    (pack / file).write_bytes(content + b"\n")
    longer = fingerprint(files_of(pack))
    (pack / file).write_bytes(b" " + content[1:])
    other = fingerprint(files_of(pack))
    (pack / file).write_bytes(content)
    assert len({before, longer, other}) == 3
    assert fingerprint(files_of(pack)) == before


@pytest.mark.parametrize("file", [file for file in FILES if file != "protocol.yaml"])
def test_a_file_s_name_changes_the_fingerprint(pack: Path, file: str) -> None:
    files = files_of(pack)
    renamed = {f"{name}s" if name == file else name: data for name, data in files.items()}
    assert fingerprint(renamed) != fingerprint(files)


def test_a_boundary_between_files_is_part_of_the_fingerprint() -> None:
    first = {"x": b"12", "y": b"3"}
    assert fingerprint(first) != fingerprint({"x": b"1", "y": b"23"})
    assert fingerprint(first) == fingerprint({"y": b"3", "x": b"12"})


# --- the shipped pack
