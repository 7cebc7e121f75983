"""``protocol check`` on what a site hands it: each mistake with file, line and sentence."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.small_pack import small, written
from workstation.cli import main
from workstation.cli.printing import visible
from workstation.vault.files import resource

SHIPPED = resource("protocols", "crs", "2026.3")
DEVELOPERS = (
    "Traceback",
    "Error",
    "None",
    "True",
    "False",
    "codec",
    "<",
    "pydantic",
    "{'",
    "_axis",
)
"""What nobody should read who knows no Python; ``<`` stands in criteria only."""

Spoil = Callable[[Path], object]


def put(file: str, old: str, new: str) -> Spoil:
    def spoil(pack: Path) -> None:
        text = (pack / file).read_text(encoding="utf-8")
        assert old in text, f"{file} no longer holds {old!r}"
        (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def bytes_of(file: str, data: bytes) -> Spoil:
    return lambda pack: (pack / file).write_bytes(data)


def added(file: str, data: bytes) -> Spoil:
    return lambda pack: (pack / file).write_bytes((pack / file).read_bytes() + data)


def expecting(**expect: object) -> Spoil:
    """The first case expects something else."""

    def spoil(pack: Path) -> None:
        cases = json.loads((pack / "cases/limits.json").read_text(encoding="utf-8"))
        cases[0]["expect"] = expect
        lines = ",\n".join(json.dumps(one) for one in cases)
        (pack / "cases/limits.json").write_text(f"[{lines}]\n", encoding="utf-8")

    return spoil


def link(pack: Path) -> None:
    (pack / "entry.yaml").rename(pack.parent / "elsewhere.yaml")
    (pack / "entry.yaml").symlink_to(pack.parent / "elsewhere.yaml")


def emptied(pack: Path) -> None:
    shutil.rmtree(pack)
    pack.mkdir()


def pipe(pack: Path) -> None:
    (pack / "entry.yaml").unlink()
    os.mkfifo(pack / "entry.yaml")


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
NESTED = "id: a\nversion: " + "[" * 30_000 + "]" * 30_000

HOSTILE: dict[str, tuple[Spoil, str]] = {
    "no text": (bytes_of("entry.yaml", bytes(range(256)) * 9), "entry.yaml: this is not YAML: "),
    "a letter of another alphabet": (
        added("actions.yaml", "# Übelkeit\n".encode("latin-1")),
        "actions.yaml, line 5: this is not YAML: a letter is not UTF-8; save the file as UTF-8.",
    ),
    "UTF-16": (
        bytes_of("entry.yaml", "entry: []".encode("utf-16")),
        "entry.yaml: this is not YAML: the file is saved as UTF-16; save it as UTF-8.",
    ),
    "a sign that no text has": (
        put("entry.yaml", "id: fever", "id: fe\0ver"),
        "entry.yaml, line 2: this is not YAML: a sign that no text has stands here",
    ),
    "a sign that nobody sees": (
        put("actions.yaml", "Encourage drinking", "Encourage \u202edrinking"),
        "actions.yaml, line 2: drink: a sign that nobody sees stands in its text; type it anew.",
    ),
    "nothing": (bytes_of("entry.yaml", b""), "entry.yaml: keys with values are wanted here"),
    "a list": (bytes_of("entry.yaml", b"- a\n"), "wanted here, not a list."),
    "names for billions": (bytes_of("entry.yaml", BOMB.encode()), "stand for far too much."),
    "a name of itself": (bytes_of("entry.yaml", b"entry: &a [*a]\n"), "leads back to itself"),
    "a list as a key": (bytes_of("entry.yaml", b"? [a]\n: b\n"), "a key is one word, not a list."),
    "brackets without end": (
        bytes_of("protocol.yaml", NESTED.encode()),
        "protocol.yaml, line 2: this is not YAML: the brackets are nested too deeply.",
    ),
    "a word for a program": (
        bytes_of("entry.yaml", b"entry: !!python/object/apply:os.system [id]\n"),
        "entry.yaml, line 1: this is not YAML: a word that begins with ! is no part of a pack.",
    ),
    "a day that is none": (
        put("protocol.yaml", 'version: "1"', "version: 2026-02-31"),
        "protocol.yaml: this is not YAML: ",
    ),
    "a criterion without end": (
        put("entry.yaml", '"temperature_c >= 38.0"', f'"{"not " * 900}collapse"'),
        "entry.yaml, line 2: fever: 'not not",
    ),
    "a way out": (put("protocol.yaml", "id: small", "id: ../../etc"), "not ../../etc."),
    "a link": (link, "entry.yaml is a link."),
    "a pipe": (pipe, "entry.yaml is no plain file."),
    "no folder": (shutil.rmtree, "pack is not there."),
    "an empty folder": (
        emptied,
        "pack is not a protocol pack: no protocol.yaml.",
    ),
    "an editor's copy": (bytes_of("entry.yaml~", b""), "entry.yaml~ is no file of a pack"),
    "a misspelt file": (
        bytes_of("lookalike.yaml", b""),
        "lookalike.yaml is no file of a pack; perhaps lookalikes.yaml.",
    ),
    "a case twice in a case": (
        put("cases/limits.json", '"collapse"', '"temperature_c": 37, "collapse"'),
        "cases/limits.json, line 1: 'temperature_c' stands twice in one case.",
    ),
    "no list of cases": (bytes_of("cases/limits.json", b"5"), "a list of cases is wanted"),
    "cases without end": (
        bytes_of("cases/limits.json", b"[" * 90_000 + b"]" * 90_000),
        "cases/limits.json: it is nested too deeply",
    ),
    "a comma too many": (
        put("cases/limits.json", "}]\n", "},]\n"),
        "cases/limits.json, line 6: this is not JSON: a value is missing here",
    ),
    "a number that is none": (
        put("cases/limits.json", "37.9", "NaN"),
        "cases/limits.json: NaN is no number.",
    ),
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return written(small(), tmp_path / "pack")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_no_pack_should_hold_is_told_in_a_sentence(
    name: str, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, says = HOSTILE[name]
    spoil(pack)
    assert main(["protocol", "check", str(pack)]) == 1
    out = capsys.readouterr()
    said = out.out + out.err
    assert says in said
    assert not [word for word in DEVELOPERS if word in said]
    assert len(said) < 700
    assert main(["protocol", "check", str(pack), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert not report["passed"] and report["troubles"][0]["says"]


TWICE = "warnings: [{id: a, if: 'true', says: A}, {id: a, if: 'true', says: B}]"
MISTAKES: dict[str, tuple[Spoil, str]] = {
    "a tab": (
        put("entry.yaml", "  - {id: none", "\t- {id: none"),
        "entry.yaml, line 4: this is not YAML: a tab stands here; the indent is made of blanks.",
    ),
    "an indent": (
        put("entry.yaml", "  - {id: none", "     - {id: none"),
        "entry.yaml, line 4: this is not YAML: the indent of this line does not fit",
    ),
    "a quote that is not closed": (
        put("entry.yaml", '38.0"', "38.0"),
        "entry.yaml, line 2: this is not YAML: a bracket, a brace or a quote that is opened here",
    ),
    "a colon in a text": (
        put("protocol.yaml", "title: A", "title: Small: a"),
        "protocol.yaml, line 3: this is not YAML: a colon stands in the text",
    ),
    "no blank behind a colon": (
        put("protocol.yaml", "default_scale: ", "default_scale:"),
        "protocol.yaml, line 4: this is not YAML: a colon and a blank are missing behind the key.",
    ),
    "a misspelt key": (
        put("entry.yaml", "reference: house", "referense: house"),
        "entry.yaml, line 2: referense: nothing of this name belongs here; perhaps reference.",
    ),
    "a version that is a number": (
        put("protocol.yaml", '"1"', "1.0"),
        "protocol.yaml, line 2: version: text is wanted here, not 1.0; put it in quotes.",
    ),
    "a result that is none": (
        put("entry.yaml", "result: met", "result: yes"),
        "result: met, waived, masked, unknown or not_met is wanted here, not true.",
    ),
    "a grade that is a list": (
        put("scales/fever-only.yaml", "grade: 2", "grade: [1, 2]"),
        "grade: one grade, like 3, or an open range, like 2..4, is wanted here.",
    ),
    "an action for a grade that no scale has": (
        put("actions.yaml", "grades: [1, 2]", "grades: [1, 7]"),
        "actions.yaml, line 2: grades: 5 or less is wanted here, not 7.",
    ),
    "degrees Fahrenheit": (
        put("entry.yaml", "temperature_c >= 38.0", "temperature_c >= 100.4"),
        "so 100.4 is no limit of it; 100.4 °F is 38.0 °C.",
    ),
    "a limit between two values": (
        put("entry.yaml", "temperature_c >= 38.0", "temperature_c >= 38.05"),
        "temperature_c is taken in 1 decimal, so 38.05 is no value of it.",
    ),
    "a decimal comma": (
        put("entry.yaml", "temperature_c >= 38.0", "temperature_c >= 38,0"),
        "a comma in a number (write 38.0) is not part of the language.",
    ),
    "a sign from a word processor": (
        put("entry.yaml", "temperature_c >= 38.0", "temperature_c ≥ 38.0"),
        "is not a criterion: write >= for at least.",
    ),
    "another unit": (
        put("vocabulary.yaml", '°C", low: 25', '°F", low: 25'),
        "temperature_c: its unit is °C, as the id says, not °F.",
    ),
    "limits the wrong way round": (
        put("vocabulary.yaml", "low: 25, high: 45", "low: 45, high: 25"),
        "temperature_c: low, 45, is not below high, 25.",
    ),
    "a direction that nobody knows": (
        put("vocabulary.yaml", "direction: up", "direction: sideways"),
        "direction: up, down, none, inclusion, {away_from: [low, high]} or {order: [[…], …]}",
    ),
    "a vital without a direction": (
        put("vocabulary.yaml", "direction: up", "direction: none"),
        "temperature_c: a vital wants a direction: which way is worse?",
    ),
    "a rule twice": (
        put("actions.yaml", "warnings: []", TWICE),
        "actions.yaml, line 4: a: the id a stands twice.",
    ),
    "an exception for nothing": (
        put("entry.yaml", "entry:\n", "exceptions: {temprature_c: Because}\nentry:\n"),
        "temprature_c is no finding of the pack; perhaps temperature_c.",
    ),
    "a row that asks nothing": (
        put("form.yaml", "items: [temperature_c]", "items: []"),
        "form.yaml, line 6: temperature: the row asks nothing.",
    ),
    "no reason to choose": (
        put("form.yaml", "[{id: judged, label: Judged}]", "[]"),
        "lowering_reasons: no reason is there to choose.",
    ),
    "a scale without an id": (
        put("scales/fever-only.yaml", "id: fever-only\n", ""),
        "scales/fever-only.yaml, line 1: id: is missing here.",
    ),
    "no red flag": (put("vocabulary.yaml", "red_flags: [collapse]", "red_flags: []"), "no red"),
    "a case that expects nothing": (
        expecting(),
        "cases/limits.json, line 1: case t-0: it expects nothing",
    ),
    "a case that expects what nobody knows": (
        expecting(levle="at_home"),
        "case t-0: levle is nothing that a case can expect; perhaps level.",
    ),
    "a case of a level that is none": (
        expecting(level="home"),
        "case t-0: home is no level of form.yaml",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_what_is_wanted(
    name: str, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, says = MISTAKES[name]
    spoil(pack)
    assert main(["protocol", "check", str(pack)]) == 1
    said = capsys.readouterr().out
    assert says in said
    assert "Traceback" not in said and "input" not in said.lower()


def test_a_failing_case_is_a_table_of_labels_with_both_results(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put("entry.yaml", "temperature_c >= 38.0", "temperature_c >= 38.2")(pack)
    put("dispositions.yaml", "temperature_c < 38.0", "temperature_c < 38.2")(pack)
    assert main(["protocol", "check", str(pack)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert "the disposition is At home in case t-1 (cases/limits.json, line 2)" in said[0]
    assert said[0].endswith("expected Call back.")
    table = [line.split("  ") for line in said if line.startswith("    ")]
    rows = {line[2]: line[-1].strip() for line in table}
    assert rows["Setting"] == "on the phone"
    assert rows["Temperature (temperature_c)"] == "38.0 °C"
    assert (rows["expected"], rows["now"]) == ("Call back", "At home")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(SHIPPED, tmp_path / "copy")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (
            put("definitions.yaml", "not near_baseline or fall", "not near_baseline and fall"),
            "definitions.yaml, line ",
        ),
        (
            put(
                "dispositions.yaml",
                '      - {id: slow-heart, if: "heart_slow", reference: house}\n',
                "",
            ),
            "phone.slow-heart was taken out: the lines that fire are without slow-heart in case",
        ),
    ],
)
def test_of_a_copy_the_rule_that_was_changed_is_the_one_that_is_named(
    spoil: Spoil, says: str, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(copy)
    assert main(["protocol", "check", str(copy)]) == 1
    assert says in capsys.readouterr().out.splitlines()[0]


def test_line_ends_and_marks_of_another_editor_change_nothing(pack: Path) -> None:
    for path in pack.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["protocol", "check", str(pack)]) == 0


def test_a_sign_that_steers_a_terminal_is_shown_as_a_box() -> None:
    assert visible("a\x1b[31m\u202eb\nc\u0301") == "a□[31m□b\nc\u0301"


def test_a_case_that_is_accepted_expects_what_the_pack_now_gives(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put("dispositions.yaml", "otherwise: call_back", "otherwise: call_now")(pack)
    before = (pack / "cases/limits.json").read_bytes()
    assert main(["protocol", "check", str(pack), "--accept", "t-1", "t-9"]) == 1
    assert "There is no case t-9 in cases/." in capsys.readouterr().err
    assert (pack / "cases/limits.json").read_bytes() == before
    assert main(["protocol", "check", str(pack), "--all", "--accept", "t-1", "t-2"]) == 1
    said = capsys.readouterr().out
    assert "case t-1 now expects\n    the disposition: Call now, before Call back\n" in said
    assert "in case t-1" not in said and "in case t-3" in said
    left = [f"t-{number}" for number in range(3, 6)]
    assert main(["protocol", "check", str(pack), "--accept", *left]) == 0
    cases = json.loads((pack / "cases/limits.json").read_text(encoding="utf-8"))
    assert [one["expect"]["level"] for one in cases] == ["at_home"] + ["call_now"] * 5


@pytest.mark.full
def test_the_worked_example_of_the_page_can_be_followed_to_its_end(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file, old, new in (
        ("protocol.yaml", '"2026.3"', '"2026.3-harbour"'),
        ("definitions.yaml", "temperature_c >= 38.0 or", "temperature_c >= 37.8 or"),
        ("definitions.yaml", "max_24h_c >= 38.0 or fever", "max_24h_c >= 37.8 or fever"),
        ("entry.yaml", "temperature_c < 38.0", "temperature_c < 37.8"),
        ("entry.yaml", "temperature_c < 38.0", "temperature_c < 37.8"),
        ("entry.yaml", 'fever_counts", reference: lee-2019', 'fever_counts", reference: harbour'),
    ):
        put(file, old, new)(copy)
    source = '  - {id: harbour, short: Harbour 2026, citation: "Harbour Clinic, 1 December 2026"}\n'
    added("references.yaml", source.encode())(copy)
    page = (SHIPPED.parents[3] / "docs" / "protocols.md").read_text(encoding="utf-8")
    example = page[page.index('[{"id": "H1"') : page.index("7. Check again")]
    (copy / "cases/harbour.json").write_text(example, encoding="utf-8")
    assert main(["protocol", "check", str(copy), "--all"]) == 1
    said = capsys.readouterr().out
    cases = sorted(set(re.findall(r"in case ([A-Z]\d+) ", said)))
    assert 5 < len(cases) < 30 and "no case has" not in said
    assert main(["protocol", "check", str(copy), "--accept", *cases]) == 0
    assert "crs 2026.3-harbour is proved." in capsys.readouterr().out
