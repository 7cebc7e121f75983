from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from workstation.cli import main

WARD = {"setting": "ward", "patient": {"age_years": 43}, "findings": {"temperature_c": 39.0}}


def answered(capfdbinary: pytest.CaptureFixture[bytes]) -> str:
    return capfdbinary.readouterr().out.decode("utf-8")


def test_an_object_gives_an_object_and_its_id_is_echoed(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(WARD | {"id": "case 1"}))
    assert main(["assess", str(file)]) == 0
    answer = json.loads(answered(capfdbinary))
    assert answer["id"] == "case 1"
    assert answer["grades"]["astct-2019"]["at_least"] == 1


def test_an_array_gives_an_array_and_a_bad_item_its_error_in_its_place(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "three.json"
    bad = {"setting": "ward", "findings": {"temperature_c": 386}}
    file.write_text(json.dumps([WARD, bad, WARD]))
    assert main(["assess", str(file)]) == 2
    first, refused, last = json.loads(answered(capfdbinary))
    assert first == last
    assert set(refused) == {"error"}
    assert "386" in refused["error"]["message"]
    assert refused["error"]["where"] == "temperature_c"


def test_json_lines_give_one_compact_line_each(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(f"{json.dumps(WARD)}\n{{broken\n{json.dumps(WARD)}\n")
    assert main(["assess", str(file)]) == 2
    lines = answered(capfdbinary).splitlines()
    assert [set(json.loads(line)) == {"error"} for line in lines] == [False, True, False]


def test_a_file_that_is_not_there_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess", str(tmp_path / "none.json")]) == 1
    said = capsys.readouterr().err
    assert "none.json cannot be read" in said
    assert said.count("\n") == 1


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text(f"{json.dumps(WARD)}\n" * 300)
    piped = subprocess.Popen(
        [sys.executable, "-m", "workstation", "assess", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert piped.stdout is not None and piped.stderr is not None
    piped.stdout.readline()
    piped.stdout.close()
    assert piped.stderr.read() == b""
    piped.stderr.close()
    assert piped.wait(30) == 0


def test_assess_loads_neither_qt_nor_database_nor_pdf() -> None:
    script = (
        "import io, sys\n"
        "from workstation.cli import main\n"
        'sys.stdin = io.TextIOWrapper(io.BytesIO(b\'{"setting": "ward"}\'))\n'
        "main(['assess'])\n"
        "heavy = {'PySide6', 'sqlalchemy', 'sqlcipher3', 'reportlab', 'pyhanko', 'cryptography'}\n"
        "print(sorted(heavy & sys.modules.keys()), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stderr == "[]\n"
