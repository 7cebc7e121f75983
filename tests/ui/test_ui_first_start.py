"""The first start, by keyboard, to a site that can be signed in to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.making_sites import CHEAP, Minutes
from tests.ui.hands import Key, click, cut_texts, find, focused, press, show, texts, type_text
from workstation.app import make_rooms
from workstation.site.staff import Role
from workstation.ui.sign_in import SignInWindow
from workstation.ui.tasks import Tasks
from workstation.workflows import sign_in
from workstation.workflows.sign_in import Door

NURSE_PASSWORD = "marble cactus window sea"
ADMINISTRATOR_PASSWORD = "tulip granite ferry nine"


@pytest.fixture
def empty(tmp_path: Path, repository: Path) -> Door:
    clock = Minutes()
    return Door(
        data_dir=tmp_path / "site",
        rooms=make_rooms(clock),
        clock=clock,
        restart=lambda: None,
        resources=repository / "resources",
        work=CHEAP,
    )


@pytest.fixture
def window(empty: Door, tasks: Tasks, qtbot: QtBot) -> SignInWindow:
    made = SignInWindow(empty, tasks, preload=lambda: None)
    show(qtbot, made)
    return made


def fill(*texts_in_order: str) -> None:
    """Type into field after field."""
    for number, text in enumerate(texts_in_order):
        if number:
            press(Key.Key_Tab)
        type_text(text)


def fill_site() -> None:
    fill("Riverside Infusion")
    press(Key.Key_Return)


def fill_person(name: str, user: str, credentials: str, password: str) -> None:
    fill(name, user, credentials, password, password)


def write_down_the_key(window: SignInWindow) -> None:
    """Reads the groups from the screen, types the two that are asked for."""
    shown = texts(window)
    for field in window.findChildren(QLineEdit):
        if field.isVisible() and field.accessibleName().startswith("Group "):
            number = field.accessibleName().split()[1]
            field.setFocus()
            type_text(shown[shown.index(number) - 1].lower())
    press(Key.Key_Return)


def test_a_site_is_made_by_keyboard_and_its_nurse_signs_in(
    window: SignInWindow, empty: Door, qtbot: QtBot
) -> None:
    fill_site()
    fill_person("R. Lindqvist", "rlindqvist", "", ADMINISTRATOR_PASSWORD)
    press(Key.Key_Return)
    fill_person("N. Okafor", "nokafor", "RN", NURSE_PASSWORD)
    press(Key.Key_Return)
    assert "Making keys and an encrypted database" in texts(window)
    qtbot.waitUntil(lambda: "Write down the recovery key" in texts(window), timeout=30_000)
    write_down_the_key(window)
    assert "The site is ready. Sign in to begin." in texts(window)
    assert find(window, QLineEdit, "name").text() == "nokafor"
    type_text(NURSE_PASSWORD)
    with qtbot.waitSignal(window.signed_in, timeout=20_000) as entered:
        press(Key.Key_Return)
    session = entered.args[0]
    session.records.close()
    assert session.account.role is Role.NURSE
    assert session.account.printed_name == "N. Okafor, RN"
    assert session.site.name == "Riverside Infusion"
    assert session.site.emergency_number == "911"


def test_the_first_nurse_may_be_left_out(window: SignInWindow, empty: Door, qtbot: QtBot) -> None:
    fill_site()
    fill_person("R. Lindqvist", "rlindqvist", "", ADMINISTRATOR_PASSWORD)
    press(Key.Key_Return)
    click(find(window, QPushButton, "leave_out"))
    qtbot.waitUntil(lambda: "Write down the recovery key" in texts(window), timeout=30_000)
    write_down_the_key(window)
    assert [person.user for person in sign_in.people(empty.data_dir)] == ["rlindqvist"]


def test_the_key_is_asked_back_before_it_is_gone(window: SignInWindow, qtbot: QtBot) -> None:
    fill_site()
    fill_person("R. Lindqvist", "rlindqvist", "", ADMINISTRATOR_PASSWORD)
    press(Key.Key_Return)
    click(find(window, QPushButton, "leave_out"))
    qtbot.waitUntil(lambda: "Write down the recovery key" in texts(window), timeout=30_000)
    type_text("0000")
    press(Key.Key_Return)
    assert any("of your paper is not the one above" in text for text in texts(window))
    press(Key.Key_Escape)
    assert "Write down the recovery key" in texts(window)


def test_what_is_wrong_is_told_at_its_field(window: SignInWindow) -> None:
    press(Key.Key_Return)
    assert "Type the name of the site." in texts(window)
    type_text("Riverside")
    zone = find(window, QLineEdit, "time_zone")
    zone.setText("Mars/Base")
    press(Key.Key_Return)
    assert any("time zone is not known" in text for text in texts(window))
    zone.setText("Europe/Paris")
    press(Key.Key_Return)
    press(Key.Key_Return)
    assert "Type the name." in texts(window)
    fill("R. Lindqvist")
    press(Key.Key_Return)
    assert "Type a user name." in texts(window)


def test_the_strength_of_a_password_is_told_while_it_is_typed(window: SignInWindow) -> None:
    fill_site()
    fill("R. Lindqvist", "rlindqvist", "", "short")
    assert any(text.startswith("Not yet: it has fewer") for text in texts(window))
    find(window, QLineEdit, "password").setText("")
    type_text("rlindqvist riverside")
    assert any(text.startswith("Not yet: ") for text in texts(window))
    find(window, QLineEdit, "password").setText("")
    type_text(ADMINISTRATOR_PASSWORD)
    assert "Strong enough" in texts(window)
    press(Key.Key_Tab)
    type_text("something else")
    press(Key.Key_Return)
    assert "The two passwords differ. Type it again." in texts(window)
    assert focused().objectName() == "password_again"


def test_going_back_keeps_what_was_typed(window: SignInWindow) -> None:
    fill_site()
    fill_person("R. Lindqvist", "rlindqvist", "", ADMINISTRATOR_PASSWORD)
    press(Key.Key_Return)
    press(Key.Key_Escape)
    assert find(window, QLineEdit, "user_name").text() == "rlindqvist"
    press(Key.Key_Escape)
    assert find(window, QLineEdit, "site_name").text() == "Riverside Infusion"


def test_the_choices_of_the_site_are_kept(window: SignInWindow, empty: Door, qtbot: QtBot) -> None:
    type_text("Riverside")
    find(window, QComboBox, "temperature").setCurrentIndex(1)
    find(window, QComboBox, "paper").setCurrentIndex(1)
    press(Key.Key_Return)
    press(Key.Key_Escape)
    assert find(window, QComboBox, "temperature").currentData() == "F"
    assert find(window, QComboBox, "paper").currentData() == "letter"


def test_two_accounts_of_one_name_are_refused_at_the_second(
    window: SignInWindow, empty: Door, qtbot: QtBot
) -> None:
    fill_site()
    fill_person("R. Lindqvist", "rlindqvist", "", ADMINISTRATOR_PASSWORD)
    press(Key.Key_Return)
    fill_person("R. Lindqvist", "rlindqvist", "RN", NURSE_PASSWORD)
    press(Key.Key_Return)
    qtbot.waitUntil(
        lambda: any("already an account" in text for text in texts(window)), timeout=30_000
    )
    assert find(window, QLineEdit, "user_name").text() == "rlindqvist"
    assert sign_in.first_start_needed(empty.data_dir)


def test_a_folder_that_cannot_be_made_is_told_and_nothing_typed_is_lost(
    window: SignInWindow, empty: Door, qtbot: QtBot
) -> None:
    fill_site()
    fill_person("R. Lindqvist", "rlindqvist", "", ADMINISTRATOR_PASSWORD)
    press(Key.Key_Return)
    empty.data_dir.write_text("in the way", encoding="utf-8")
    click(find(window, QPushButton, "leave_out"))
    qtbot.waitUntil(lambda: any("cannot be" in text for text in texts(window)), timeout=30_000)
    press(Key.Key_Escape)
    assert find(window, QLineEdit, "user_name").text() == "rlindqvist"
    assert empty.data_dir.read_text(encoding="utf-8") == "in the way"


def test_a_site_that_cannot_be_read_is_told_instead_of_a_first_start(
    empty: Door, tasks: Tasks, qtbot: QtBot
) -> None:
    empty.data_dir.write_text("a file", encoding="utf-8")
    window = SignInWindow(replace(empty, data_dir=empty.data_dir / "site"), tasks, lambda: None)
    show(qtbot, window)
    assert any("cannot be read" in text for text in texts(window))
    assert "Set up this workstation" not in texts(window)


def test_every_step_fits_and_cuts_no_text(window: SignInWindow) -> None:
    assert not list(cut_texts(window))
    fill_site()
    assert not list(cut_texts(window))
    assert not window.findChildren(QCheckBox)
