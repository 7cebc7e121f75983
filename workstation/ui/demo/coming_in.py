"""The first start and signing in, by keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from workstation.ui.demo.hands import Hands

SITE = "Harbour Street Cancer Centre"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who is invented for the play."""

    user: str
    name: str
    credentials: str
    password: str


ADMINISTRATOR = DemoPerson("mferrand", "M. Ferrand", "", "lantern orchard seven mills")
MANAGER = DemoPerson("hbrandt", "H. Brandt", "", "willow staircase nine clocks")
NURSE = DemoPerson("iadeyemi", "I. Adeyemi", "RN", "copper meadow thirty boats")


def make_site(hands: Hands) -> None:
    """Walks through the steps of the first start, up to the sign-in."""
    hands.see("site_name")
    hands.enter("site_name", SITE)
    hands.shot("first-start-site")
    hands.press("Return")
    _person(hands, ADMINISTRATOR, "Next: first nurse")
    hands.shot("first-start-administrator")
    hands.press("Return")
    _person(hands, NURSE, "Set up with this nurse")
    hands.press("Return")
    _write_down(hands)


def _person(hands: Hands, person: DemoPerson, next_word: str) -> None:
    hands.wait(lambda: _says(hands.find("next"), next_word), next_word)
    for field, text in (
        ("name", person.name),
        ("user_name", person.user),
        ("credentials", person.credentials),
        ("password", person.password),
        ("password_again", person.password),
    ):
        hands.enter(field, text)


def _says(button: QWidget | None, words: str) -> bool:
    return button is not None and button.property("text") == words


def _write_down(hands: Hands) -> None:
    """Reads the key on the card as a person would and types the two groups that are asked."""
    hands.wait(lambda: _says(hands.find("next"), "It is written down"), "the recovery key")
    groups = _shown_key(hands)
    hands.shot("first-start-recovery-key")
    for number, group in enumerate(groups, 1):
        name = f"group_{number}_from_your_paper"
        if hands.find(name) is not None:
            hands.enter(name, group)
    hands.press("Return")


def _shown_key(hands: Hands) -> list[str]:
    names = (w.accessibleName() for w in hands.window().findChildren(QWidget) if w.isVisible())
    key = next(name for name in names if name.startswith("Recovery key: "))
    return key.removeprefix("Recovery key: ").split()


def sign_in(hands: Hands, person: DemoPerson) -> None:
    """Signs in and waits for the window behind the door."""
    hands.see("password")
    hands.shot("sign-in", all_looks=person is NURSE)
    hands.fill("name", person.user)
    hands.enter("password", person.password)
    hands.press("Return")
    hands.see("main_window")


def sign_out(hands: Hands) -> None:
    """Locks, which ends the session; the door stands there again."""
    hands.press("Ctrl+L")
    hands.see("sign_in_window")


def add_manager(hands: Hands) -> None:
    """The administrator adds an account; the person types the password."""
    hands.click("add_account")
    hands.see("user_name")
    for field, text in (
        ("name", MANAGER.name),
        ("user_name", MANAGER.user),
        ("role", "M"),
        ("password", MANAGER.password),
        ("password_again", MANAGER.password),
    ):
        hands.enter(field, text)
    hands.shot("add-account")
    hands.press("Return")
    hands.wait(lambda: hands.find("user_name") is None, "the new account")
