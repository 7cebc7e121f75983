"""Tables as CSV and XLSX that no spreadsheet program can mistake for formulas or links.

Everything is made in memory: a temporary file would hold patient data unencrypted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

Cell = str | int | None
"""A text, a whole number, or nothing."""

LONGEST_CELL = 32_767
"""What one cell of a spreadsheet can hold, in characters."""

_CUT = " […]"
_DANGEROUS = tuple("=+-@\t\r\n\x00'＝＋－＠")
_BYTE_ORDER_MARK = "\ufeff"
_WIDEST, _NARROWEST = 60, 8


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the names of the columns, and the rows, each as long as the names."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def to_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, every field quoted, lines ended by CR LF.

    A text that begins like a formula, or with the apostrophe itself, gets an apostrophe before
    it; ``from_csv_text`` takes it away again. Numbers are written as they are.
    """
    out = io.StringIO(newline="")
    out.write(_BYTE_ORDER_MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (table.columns, *table.rows):
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8")


def _harmless(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return cell
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def from_csv_text(field: str) -> str:
    """The text behind a field written by ``to_csv``."""
    return field.removeprefix("'")


def to_xlsx(table: Table, made_at: datetime) -> bytes:
    """One sheet; texts are texts and numbers are numbers. ``made_at`` goes into the properties."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    workbook.set_properties({"title": table.title, "created": made_at.replace(tzinfo=None)})
    sheet = workbook.add_worksheet(table.title[:31])
    heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = workbook.add_format({"num_format": "@", "valign": "top"})
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, name, heading)
        sheet.set_column(column, column, _width(name, (row[column] for row in table.rows)))
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, _fitting(cell), text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    workbook.close()
    return out.getvalue()


def _fitting(cell: str) -> str:
    """A text cut to what a cell can hold, visibly."""
    return cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - len(_CUT)] + _CUT


def _width(name: str, cells: Iterable[Cell]) -> int:
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    return min(_WIDEST, max(_NARROWEST, longest, len(name)) + 2)
