"""What stands beside the grade on the page: the other scales and why they differ, the screens."""

from __future__ import annotations

from workstation.clinical.beside import (
    AGE,
    FLAGS,
    BesideLine,
    Standing,
    differences,
    other_scales,
    screens,
)
from workstation.documents.content import SummaryContent
from workstation.documents.layout import COLUMN, Slice, gap
from workstation.documents.pen import LABEL
from workstation.documents.rows import Pair, heading, paragraph, two_up
from workstation.documents.wording import inline, reference


def scales(content: SummaryContent) -> list[Slice]:
    """The other scales, those of one result in one row, and below them why they differ."""
    by_result: dict[str, list[str]] = {}
    for line in other_scales(content.form, content.assessment):
        by_result.setdefault(line.result, []).append(line.title)
    if not by_result:
        return []
    rows = [(", ".join(names), result) for result, names in by_result.items()]
    table = [part for row in two_up(rows, COLUMN) for part in row]
    return [*heading("Other scales"), *table, *_differences(content)]


def _differences(content: SummaryContent) -> list[Slice]:
    slices: list[Slice] = []
    for reason in differences(content.form, content.assessment):
        text = f"{reason.says} ({reference(content.form, reason.source)})."
        slices += paragraph(text, COLUMN, LABEL)
    return [gap(2), *slices] if slices else []


def screen_rows(content: SummaryContent) -> list[Slice]:
    """The screens: numbers first, then those of one answer in one row; not known is an answer."""
    lines = screens(content.form, content.assessment, content.limits)
    rows: list[Pair] = []
    by_answer: dict[str, list[str]] = {}
    for line in lines:
        said = _said(line)
        if line.result[:1].isdigit():
            rows.append((line.title, said))
        else:
            by_answer.setdefault(said, []).append(line.title)
    rows += [(_names(names), answer) for answer, names in by_answer.items()]
    table = [part for row in two_up(rows, COLUMN) for part in row]
    return [*heading("Screens"), *table, *_both(lines)]


def _names(names: list[str]) -> str:
    first, *rest = names
    return ", ".join((first, *map(inline, rest)))


def _both(lines: tuple[BesideLine, ...]) -> list[Slice]:
    """Where sepsis is not ruled out, the grade of CRS does not do so either."""
    open_ = any(line.id == FLAGS and line.standing is not Standing.QUIET for line in lines)
    return paragraph(_NEVER, COLUMN, LABEL) if open_ else []


_NEVER = "CRS never cancels the sepsis screen: both are looked for."


def _said(line: BesideLine) -> str:
    """The result, with its reasons where it is raised and why where it does not apply."""
    if line.standing is Standing.NOT_VALID:
        return inline(line.words)
    if line.standing is not Standing.RAISED or not line.because:
        return line.result
    told = "; ".join(dict.fromkeys(reason.says for reason in line.because))
    return told if line.id in (FLAGS, AGE) else f"{line.result}: {inline(told)}"
