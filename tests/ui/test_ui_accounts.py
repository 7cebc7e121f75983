"""The administrator's page: accounts, the site, the file for outsiders."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.making_sites import NURSE
from tests.ui.desks import Desks
from tests.ui.hands import Key, click, find, press, texts, type_text
from workstation.site.staff import Role
from workstation.ui.accounts_view import AccountsPage
from workstation.ui.main_window import MainWindow
from workstation.ui.overlay import Overlay
from workstation.ui.table import RowsView
from workstation.workflows import administration

PASSWORD = "orchid tunnel brass nine"


def opened(desks: Desks) -> tuple[MainWindow, AccountsPage]:
    window = desks.open("rlindqvist")
    page = window.page("accounts")
    assert isinstance(page, AccountsPage)
    return window, page


def choose(page: AccountsPage, user: str) -> None:
    table = find(page, RowsView, "accounts")
    users = [row.key for row in table.rows_model.rows]
    table.selectRow(users.index(user))


def test_every_account_is_listed_with_role_and_state(desks: Desks) -> None:
    _, page = opened(desks)
    model = find(page, RowsView, "accounts").model()
    rows = {str(model.index(r, 0).data()): model.index(r, 1).data() for r in range(4)}
    assert rows == {
        "J. Imani, MD, jimani": "Prescriber",
        "N. Okafor, RN, nokafor": "Nurse",
        "P. Brandt, pbrandt": "Manager",
        "R. Lindqvist, rlindqvist": "Administrator",
    }


@pytest.mark.timeout(120)
def test_an_account_is_added_by_keyboard_and_signs_in(desks: Desks) -> None:
    window, page = opened(desks)
    click(find(page, QPushButton, "add_account"))
    card = desks.card(window)
    for text in ("E. Novak", "RN", "enovak"):
        type_text(text)
        press(Key.Key_Tab)
    press(Key.Key_Tab)
    type_text(PASSWORD)
    press(Key.Key_Tab)
    type_text(PASSWORD)
    press(Key.Key_Return)
    assert "Making the account’s keys" in texts(card)
    desks.settle()
    stored = {account.user: account for account in administration.accounts(window.session)}
    assert stored["enovak"].role is Role.NURSE
    assert stored["enovak"].printed_name == "E. Novak, RN"
    with desks.site.session("enovak", PASSWORD) as session:
        assert session.account.user == "enovak"


def test_a_user_name_that_is_taken_is_told_at_its_field(desks: Desks, qtbot: QtBot) -> None:
    window, page = opened(desks)
    click(find(page, QPushButton, "add_account"))
    card = desks.card(window)
    find(card, QLineEdit, "name").setText("Somebody")
    find(card, QLineEdit, "user_name").setText("nokafor")
    for field in ("password", "password_again"):
        find(card, QLineEdit, field).setText(PASSWORD)
    click(find(card, QPushButton, "add"))
    desks.settle()
    assert any("already an account" in text for text in texts(card))
    assert find(card, QLineEdit, "user_name").hasFocus()


def test_the_own_account_is_neither_reset_nor_closed_here(desks: Desks) -> None:
    _, page = opened(desks)
    choose(page, "rlindqvist")
    assert not page.reset.isEnabled()
    assert "changed under your name" in page.reset.toolTip()
    assert not page.close_it.isEnabled()
    choose(page, "nokafor")
    assert page.reset.isEnabled() and page.close_it.isEnabled()


@pytest.mark.timeout(120)
def test_a_password_is_reset_and_the_old_one_is_gone(desks: Desks) -> None:
    window, page = opened(desks)
    choose(page, "nokafor")
    click(find(page, QPushButton, "reset_password"))
    desks.card(window)
    type_text(PASSWORD)
    press(Key.Key_Tab)
    type_text(PASSWORD)
    press(Key.Key_Return)
    desks.settle()
    assert not [card for card in window.findChildren(Overlay) if card.isVisible()]
    with desks.site.session("nokafor", PASSWORD) as session:
        assert session.account.user == "nokafor"
    with pytest.raises(Exception, match="do not belong together"):
        desks.site.enter("nokafor", NURSE.password)


def test_an_account_is_closed_with_a_reason(desks: Desks) -> None:
    window, page = opened(desks)
    choose(page, "jimani")
    click(find(page, QPushButton, "close_account"))
    card = desks.card(window)
    press(Key.Key_Return)
    assert "Type why the account is closed." in texts(card)
    type_text("Left the hospital")
    press(Key.Key_Return)
    desks.settle()
    stored = {account.user: account for account in administration.accounts(window.session)}
    assert not stored["jimani"].active
    choose(page, "jimani")
    assert not page.reset.isEnabled()


def test_the_site_is_changed_and_counts_from_the_next_sign_in(desks: Desks) -> None:
    window, page = opened(desks)
    unit = find(page, QComboBox, "temperature")
    unit.setCurrentIndex(unit.findData("F"))
    find(page, QLineEdit, "lock_after").setText("12")
    find(page, QLineEdit, "emergency_number").setText("144")
    click(find(page, QPushButton, "save_the_site"))
    desks.settle()
    assert "Saved. It counts from the next sign-in on." in texts(page)
    assert window.session.site.temperature_unit == "C"
    with desks.site.session() as session:
        assert session.site.temperature_unit == "F"
        assert session.site.idle_lock_minutes == 12
        assert session.site.emergency_number == "144"


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("lock_after", "0", "The window locks after 1 to 30 idle minutes."),
        ("lock_after", "x", "Type a number of minutes."),
        ("time_zone", "Mars/Base", "This time zone is not known"),
        ("site_name", "", "Please type the name of the site."),
    ],
)
def test_an_impossible_setting_is_told_and_nothing_is_changed(
    desks: Desks, field: str, text: str, says: str
) -> None:
    _, page = opened(desks)
    find(page, QLineEdit, field).setText(text)
    click(find(page, QPushButton, "save_the_site"))
    desks.settle()
    assert any(says in shown for shown in texts(page)), texts(page)
    with desks.site.session() as session:
        assert session.site.name == "Lakeside Infusion"


def test_the_file_for_outsiders_holds_certificate_and_revocations(
    desks: Desks, tmp_path: Path
) -> None:
    window, page = opened(desks)
    out = tmp_path / "site.pem"
    page.site.write_pem(str(out))
    desks.settle()
    assert out.read_bytes() == administration.site_pem(window.session)
    assert b"BEGIN CERTIFICATE" in out.read_bytes() and b"X509 CRL" in out.read_bytes()
    assert any(str(out) in text for text in texts(page))


@pytest.mark.timeout(120)
def test_the_own_password_is_changed_under_the_own_name(desks: Desks) -> None:
    window = desks.open()
    window.navigation.person_requested.emit()
    card = desks.card(window)
    old = find(card, QLineEdit, "present_password")
    old.setFocus()
    type_text("not my password at all")
    for field in ("new_password", "new_password_again"):
        press(Key.Key_Tab)
        type_text(PASSWORD)
        assert find(card, QLineEdit, field).text() == PASSWORD
    press(Key.Key_Return)
    desks.settle()
    assert any("do not belong together" in text for text in texts(card))
    old.setText("")
    old.setFocus()
    type_text(NURSE.password)
    press(Key.Key_Return)
    desks.settle()
    assert "The password is changed" in texts(desks.card(window))
    with desks.site.session("nokafor", PASSWORD) as session:
        assert session.account.user == "nokafor"


def test_a_signature_that_ends_is_renewed_by_keys(desks: Desks) -> None:
    desks.site.clock.advance(days=5 * 365 - 20)
    window, page = opened(desks)
    model = find(page, RowsView, "accounts").model()
    states = [str(model.index(row, 3).data()) for row in range(4)]
    assert all("signs until" in state and "2031" in state for state in states)
    choose(page, "nokafor")
    click(find(page, QPushButton, "renew_signature"))
    desks.card(window)
    press(Key.Key_Return)
    desks.settle()
    desks.settle()
    states = [str(model.index(row, 3).data()) for row in range(4)]
    assert sum("2036" in state for state in states) == 1


def test_a_raised_two_is_no_number_of_minutes(desks: Desks) -> None:
    _, page = opened(desks)
    page.site.minutes.edit.setText("²")
    click(page.site.save)
    assert "Type a number of minutes." in texts(page.site)
