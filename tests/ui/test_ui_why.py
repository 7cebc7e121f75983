"""Why: every reason of the panel opens its rule, by key and by mouse, and gives the work back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.ui.calling import ALT, Calling, Key
from tests.ui.hands import click, cut_texts, find, texts
from tests.whole_sites import first_site, site
from workstation.clinical.findings import Source, known
from workstation.ui.panel_parts import ReasonLine
from workstation.ui.widgets.buttons import Button
from workstation.workflows import calls

__all__ = ["first_site", "site"]


def answer_fever_and_pressure(call: Calling) -> None:
    now = call.clock.now
    call.view.draft.answer(
        [
            known("temperature_c", 38.6, Source.PATIENT_DEVICE, now),
            known("systolic_mmhg", 84, Source.PATIENT_DEVICE, now),
        ]
    )
    call.settle()


def reasons(root: QWidget) -> list[ReasonLine]:
    return [one for one in root.findChildren(ReasonLine) if one.isVisible()]


def test_alt_w_and_enter_open_the_rule_and_escape_goes_back(call: Calling) -> None:
    answer_fever_and_pressure(call)
    call.press(Key.Key_W, ALT)
    line = call.focus
    assert isinstance(line, ReasonLine)
    assert line.accessibleDescription() == "Enter shows the rule"
    call.press(Key.Key_Return)
    said = texts(call.card())
    assert said[0] == line.accessibleName().rpartition(", ")[0]
    assert "Applies if" in said
    assert "Source" in said
    assert list(cut_texts(call.card())) == []
    call.press(Key.Key_Escape)
    assert call.focus is line


def test_a_grade_s_rule_shows_criterion_grade_meaning_and_citation(call: Calling) -> None:
    answer_fever_and_pressure(call)
    line = next(one for one in reasons(call.view.panel) if "below" in one.accessibleName())
    click(line)
    said = texts(call.card())
    assert any(text.startswith("ASTCT 2019 · CRS · Hypotension") for text in said)
    assert "Grade 2 to 4" in said
    assert "Hypotensive and treatment may follow" in said
    assert "Its words mean" in said
    assert any(text.startswith("Own reading") for text in said)


def test_a_click_on_a_reason_leaves_the_question_its_keyboard(call: Calling) -> None:
    answer_fever_and_pressure(call)
    before = call.focus
    click(reasons(call.view.panel.disposition)[0])
    assert any(text.startswith("Dispositions, phone") for text in texts(call.card()))
    call.press(Key.Key_Escape)
    assert call.focus is before


def test_every_reason_is_reached_by_tab_and_opens(call: Calling) -> None:
    answer_fever_and_pressure(call)
    lines = reasons(call.view.panel)
    assert len(lines) >= 3
    for line in lines:
        if line.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        line.setFocus(Qt.FocusReason.TabFocusReason)
        call.press(Key.Key_Space)
        assert "Applies if" in texts(call.card())
        call.press(Key.Key_Escape)
        assert call.focus is line


def test_escape_goes_back_from_the_reasons_to_the_question(call: Calling) -> None:
    answer_fever_and_pressure(call)
    call.press(Key.Key_3, ALT)
    before = call.focus
    call.press(Key.Key_W, ALT)
    assert call.focus in reasons(call.view.panel)
    call.press(Key.Key_Escape)
    assert call.focus is before


def test_nothing_of_the_call_changes_by_asking_why(call: Calling) -> None:
    answer_fever_and_pressure(call)
    before = call.stored()
    call.press(Key.Key_W, ALT)
    call.press(Key.Key_Return)
    call.press(Key.Key_Return)
    assert calls.open_encounter(call.session, before.uuid) == before


def test_a_warning_opens_its_rule(call: Calling) -> None:
    now = call.clock.now
    drugs = [known(f"{drug}_given", False) for drug in ("antipyretic", "steroid", "anticytokine")]
    vitals = [
        known("temperature_c", 36.8, Source.PATIENT_DEVICE, now),
        known("systolic_mmhg", 84, Source.PATIENT_DEVICE, now),
    ]
    call.view.draft.answer([*drugs, *vitals])
    call.settle()
    warning = "Hypotension without fever"
    line = next(one for one in reasons(call.view.panel) if warning in one.accessibleName())
    line.setFocus(Qt.FocusReason.TabFocusReason)
    call.press(Key.Key_Return)
    said = texts(call.card())
    assert said[0].startswith(warning)
    assert any(text.startswith("Warnings · protocol crs") for text in said)
    assert "Applies if" in said


def test_an_action_opens_its_rule_over_the_actions(call: Calling) -> None:
    answer_fever_and_pressure(call)
    call.press(Key.Key_A, ALT)
    card = call.card()
    first = call.view.draft.assessment.actions[0]
    why = find(card, Button, f"why_{first.id}")
    assert why.accessibleName() == f"Why: {first.text}"
    why.setFocus(Qt.FocusReason.TabFocusReason)
    call.press(Key.Key_Space)
    said = texts(call.card())
    assert said[0] == first.text
    assert "Applies if" in said
    assert "Source" in said
    call.press(Key.Key_Escape)
    assert call.card() is card
    assert call.focus is why
