"""The administrator lets signing go on, and makes another recovery key, by hand."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from tests.making_sites import CHEAP
from tests.ui.desks import Desks
from tests.ui.hands import click, find, texts, type_text
from workstation.site.problems import Problem, Situation
from workstation.ui.accounts_view import AccountsPage
from workstation.ui.main_window import MainWindow
from workstation.workflows import sign_in

PASSWORD = "velvet anchor plum six"


def page(window: MainWindow) -> AccountsPage:
    window.go("accounts")
    found = window.page("accounts")
    assert isinstance(found, AccountsPage)
    return found


def test_nothing_to_trust_where_nothing_is_wrong(desks: Desks) -> None:
    assert not page(desks.open("rlindqvist")).safety.trust.isVisible()


def test_signing_goes_on_after_an_administrator_gave_a_reason(desks: Desks) -> None:
    (desks.site.folder / "anchor.json").unlink()
    window = desks.open("rlindqvist")
    safety = page(window).safety
    assert safety.blocked.isVisible()
    click(safety.trust)
    card = desks.card(window)
    click(find(card, QAbstractButton, "trust"))
    assert card.isVisible(), "a reason is needed"
    type_text("backup of Monday restored")
    click(find(card, QAbstractButton, "trust"))
    desks.settle()
    assert not safety.blocked.isVisible()
    assert not safety.trust.isVisible()
    with desks.site.session() as session:
        assert session.signing_blocked is None


def test_a_changed_key_file_is_told_and_not_to_be_trusted(desks: Desks) -> None:
    session = desks.site.enter()
    session.records.close()
    problem = Problem(Situation.VAULT_CHANGED, path="vault.json")
    window = desks.open("rlindqvist")
    object.__setattr__(window.session, "signing_blocked", problem)
    safety = page(window).safety
    safety._tell_what_blocks()
    assert not safety.trust.isVisible()
    assert problem.sentence in safety.blocked.text


def test_a_new_recovery_key_is_shown_once_and_the_old_one_opens_nothing(desks: Desks) -> None:
    window = desks.open("rlindqvist")
    click(page(window).safety.new_key)
    click(find(desks.card(window), QAbstractButton, "make_key"))
    desks.settle()
    card = desks.card(window)
    key = "-".join(text for text in texts(card) if re.fullmatch("[0-9A-Z]{4}", text))
    assert len(key) == 8 * 4 + 7
    click(find(card, QAbstractButton, "written_down"))
    assert not card.isVisible()
    site = desks.site

    def recover(typed: str) -> None:
        sign_in.recover_account(
            site.folder, typed, "nokafor", PASSWORD, site.rooms, site.clock, CHEAP
        )

    with pytest.raises(Problem) as caught:
        recover(site.recovery_key)
    assert caught.value.situation is Situation.WRONG_RECOVERY_KEY
    recover(key)
    with site.session("nokafor", PASSWORD):
        pass


def test_the_reason_has_a_name_for_a_screen_reader(desks: Desks) -> None:
    (desks.site.folder / "anchor.json").unlink()
    window = desks.open("rlindqvist")
    click(page(window).safety.trust)
    assert find(desks.card(window), QLineEdit, "reason").accessibleName() == "Reason"
