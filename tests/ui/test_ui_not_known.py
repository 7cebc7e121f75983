"""What is not known is never drawn or told like what is: finished sections, steps, reasons."""

from __future__ import annotations

import pytest

from tests.ui.calling import Calling, Key
from tests.ui.hands import texts
from tests.whole_sites import first_site, site
from workstation.clinical.findings import Finding, known, not_assessed, unknown
from workstation.clinical.form import Section
from workstation.clinical.marks import Glyph
from workstation.ui.finished_line import FinishedLine
from workstation.ui.note import red_flag_words
from workstation.ui.panel_parts import ReasonLine
from workstation.ui.widgets.glyphs import StateGlyph

__all__ = ["first_site", "site"]


def flags(call: Calling) -> Section:
    return call.view.draft.form.sections[0]


def words(call: Calling, *given: Finding) -> str:
    return red_flag_words(flags(call), {one.id: one for one in given}, call.view.draft.form)


def test_no_red_flag_is_said_only_where_each_is_known(call: Calling) -> None:
    every = [known(i, False) for row in flags(call).rows for i in row.items]
    assert words(call, *every) == "No red flag"
    assert words(call, *every[:-1], unknown(every[-1].id)) == (
        "No red flag told; 1 of 11 not known"
    )
    assert words(call, known("collapse", False)) == "No red flag told; 10 of 11 not known"
    assert words(call, unknown("collapse")) == "Red flags: 11 of 11 not known"
    assert words(call) == "Red flags not asked"
    assert words(call, known("collapse", True), unknown("confusion")) == "Collapse"


def test_a_section_of_unknown_answers_has_no_tick(call: Calling) -> None:
    call.press(Key.Key_Return)
    call.type("nunununnunu")
    call.press(Key.Key_Return)
    call.settle()
    line = next(w for w in call.view.findChildren(FinishedLine) if w.isVisible())
    assert "No red flag told; 5 of 11 not known" in " ".join(texts(line))
    assert [g.accessibleName() for g in line.findChildren(StateGlyph)] == ["unknown"]
    steps = list(call.view.form.steps(emergency=False))
    assert (steps[0].glyph, steps[0].detail) == (Glyph.UNKNOWN, "11 of 11")


def test_a_section_that_is_known_keeps_its_tick(call: Calling) -> None:
    call.press(Key.Key_Return)
    call.type("n" * 11)
    call.settle()
    assert next(call.view.form.steps(emergency=False)).glyph is Glyph.KNOWN


@pytest.mark.parametrize(
    ("answer", "glyph"),
    [
        (None, Glyph.NOT_ASKED),
        (unknown("temperature_c"), Glyph.UNKNOWN),
        (not_assessed("temperature_c", "no_device"), Glyph.NOT_ASSESSED),
    ],
)
def test_a_reason_about_what_is_not_known_says_whether_it_was_asked(
    call: Calling, answer: Finding | None, glyph: Glyph
) -> None:
    if answer is not None:
        call.view.draft.answer([answer])
        call.settle()
    reasons = call.view.panel.disposition.reasons.findChildren(ReasonLine)
    line = next(r for r in reasons if r.accessibleName().startswith("Temperature: not known"))
    drawn = [g for g in line.findChildren(StateGlyph) if g.isVisible()]
    assert [g.glyph for g in drawn] == [glyph]
