"""What the signing card says: how much is not known, whom the ward told, reasons that fit."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from tests.making_sites import NURSE, WholeSite
from tests.ui.calling import CTRL, Calling, Key, calling, jane
from tests.ui.hands import cut_texts, find, texts
from tests.whole_sites import first_site, site
from workstation.clinical.findings import Setting, known
from workstation.workflows import calls

__all__ = ["first_site", "site"]


def begin_to_sign(call: Calling) -> None:
    call.view.draft.attach(jane(call.session, call.clock).uuid)
    call.settle()
    call.press(Key.Key_S, CTRL)
    call.settle()


def test_signing_says_how_many_keep_the_grade_open(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, Setting.WARD) as call:
        call.view.draft.answer([known("temperature_c", 37.1), known("anticytokine_given", True)])
        begin_to_sign(call)
        open_count = len(call.view.draft.assessment.grade.not_known)
        assert open_count > 2
        said = next(text for text in texts(call.card()) if text.startswith("ASTCT 2019"))
        assert said.endswith(f"and {open_count - 2} more not known")
        assert list(cut_texts(call.card())) == []


def test_the_ward_names_whom_it_told(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, Setting.WARD) as call:
        call.view.draft.answer([known("temperature_c", 38.4)])
        begin_to_sign(call)
        find(call.card(), QLineEdit, "informed").setFocus()
        call.type("Dr. Mehta")
        find(call.card(), QComboBox, "reason_for_all").setCurrentIndex(0)
        find(call.card(), QLineEdit, "signing_password").setFocus()
        call.type(NURSE.password)
        call.press(Key.Key_Return)
        card, uuid = call.card(), call.held.uuid
        qtbot.waitUntil(lambda: "Signed and verified" in texts(card), timeout=30_000)
        stored = calls.open_encounter(call.session, uuid)
        assert stored.decision.informed == "Dr. Mehta"
        assert stored.decision.informed_at is not None


@pytest.mark.parametrize(
    ("setting", "offered"), [(Setting.PHONE, True), (Setting.CHAIRSIDE, False)]
)
def test_a_call_that_ended_is_a_reason_of_the_phone(
    site: WholeSite, qtbot: QtBot, setting: Setting, offered: bool
) -> None:
    with calling(site, qtbot, setting) as call:
        begin_to_sign(call)
        reasons = find(call.card(), QComboBox, "reason_for_all")
        words = [reasons.itemText(place) for place in range(reasons.count())]
        assert ("The call ended early" in words) is offered
        assert ("No device at home" in words) is offered
