"""A pack that cannot be added: what is wrong stands on the card, with its counter-example."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.small_pack import written
from tests.ui.desks import Desks
from tests.ui.hands import Key, cut_texts, find, focused, press, texts, type_text
from tests.ui.protocol_desks import (
    at_the_versions,
    protocol_page,
    tab_to,
)
from tests.ui.versioned_sites import edited
from workstation.ui.main_window import MainWindow
from workstation.ui.protocol_troubles import TroubleList
from workstation.workflows import protocols


def add_folder(desks: Desks, window: MainWindow, folder: Path, qtbot: QtBot) -> TroubleList:
    """Add a pack that fails. A whole check takes seconds, on a busy machine many."""
    page = protocol_page(window)
    tab_to(page.add)
    press(Key.Key_Return)
    type_text(str(folder))
    press(Key.Key_Return)
    card = desks.card(window)
    qtbot.waitUntil(lambda: bool(card.findChildren(TroubleList)), timeout=100_000)
    desks.settle()
    return find(card, TroubleList, "troubles")


def test_a_pack_that_cannot_be_read_names_the_file_and_the_line(
    desks: Desks, tmp_path: Path, qtbot: QtBot
) -> None:
    window = at_the_versions(desks)
    before = protocols.list_packs(window.session)
    broken = edited(
        ("protocol.yaml", "2026.3", "2026.9"),
        ("scales/astct-2019.yaml", 'if: "hypotensive", grade: 2', 'if: "hypotensiv", grade: 2'),
    )
    said = texts(add_folder(desks, window, written(broken, tmp_path / "pack"), qtbot))
    assert "1 thing is wrong. Nothing was stored." in said
    assert any(text.startswith("scales/astct-2019.yaml, line ") for text in said)
    assert any("hypotensiv is neither an id nor a code" in text.lower() for text in said)
    assert protocols.list_packs(window.session) == before
    press(Key.Key_Escape)
    assert focused() is protocol_page(window).add


@pytest.mark.timeout(180)
def test_a_pack_that_fails_a_proof_shows_the_counter_example(
    desks: Desks, tmp_path: Path, qtbot: QtBot
) -> None:
    window = at_the_versions(desks)
    none = '      - {id: none, if: "true", grade: 0, reference: lee-2019}\n  - id: hypoxia'
    broken = edited(
        ("protocol.yaml", "2026.3", "2026.9"),
        ("scales/astct-2019.yaml", none, "  - id: hypoxia"),
    )
    without_cases = {name: data for name, data in broken.items() if "cases/" not in name}
    found = add_folder(desks, window, written(without_cases, tmp_path / "pack"), qtbot)
    said = texts(found)
    lines = broken["scales/astct-2019.yaml"].decode().splitlines()
    axis = lines.index("  - id: hypotension") + 1
    assert f"scales/astct-2019.yaml, line {axis}" in said
    assert "With everything known no rule holds" in said
    example = said[said.index("Hypotensive") :]
    assert example[:2] == ["Hypotensive", "no"]
    assert "no result" in example
    assert any(text.startswith("Add a rule for this combination") for text in said)
    assert list(cut_texts(found)) == []
    before = found.mapToGlobal(found.rect().topLeft()).y()
    press(Key.Key_PageDown)
    assert found.mapToGlobal(found.rect().topLeft()).y() < before


def test_a_folder_that_is_none_is_refused_at_the_field(desks: Desks, tmp_path: Path) -> None:
    window = at_the_versions(desks)
    tab_to(protocol_page(window).add)
    press(Key.Key_Return)
    QTest.keyClicks(focused(), str(tmp_path / "nowhere"))
    press(Key.Key_Return)
    desks.settle()
    said = texts(desks.card(window))
    assert "There is no folder of this name. Type another or look for it." in said
