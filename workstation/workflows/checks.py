"""What may be typed for an account and for the site, checked before anything is made of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from workstation.site.problems import Problem, Situation
from workstation.site.site import IDLE_LOCK_MINUTES, SiteSettings
from workstation.site.staff import Account, Role, Task
from workstation.vault.passwords import require_strong
from workstation.vault.vault_values import NewPerson

_OUR_YEARS = range(1900, 2201)
_USER = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029"
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # they turn the direction of what stands by
    r"\u00ad\u034f\u115f\u1160\u180b-\u180e\u200b\u2060-\u2065\u3164\ufeff\uffa0\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"  # nothing is seen of these: two names that look the same are not
)
_BREAKS = re.compile(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
_HALF = re.compile(r"[\ud800-\udfff]")
"""Half a character, which no file can hold."""
_JOINERS = "\u200c\u200d"
"""Persian and Indic names need them between letters, so they are taken there."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is typed for a new account. The person types the password."""

    user: str
    name: str
    credentials: str
    password: str = field(repr=False)


def checked_person(new: NewAccount, role: Role, site: str) -> NewPerson:
    """The account as the vault takes it. Raises ``Problem`` bad_user_name or weak_password."""
    user = checked_user(new.user)
    name = checked_line(new.name, "a name", 80)
    credentials = checked_line(new.credentials, "credentials", 30, empty=True)
    require_strong(new.password, user, name, site)
    return _person(NewAccount(user, name, credentials, new.password), role)


def person_of(account: Account, password: str, site: str) -> NewPerson:
    """An account of the records with another password. Raises ``Problem`` weak_password."""
    require_strong(password, account.user, account.name, site)
    new = NewAccount(account.user, account.name, account.credentials, password)
    return _person(new, account.role)


def _person(new: NewAccount, role: Role) -> NewPerson:
    signs, administers = role.may(Task.SIGN), role.may(Task.KEEP_ACCOUNTS)
    return NewPerson(new.user, new.name, new.credentials, new.password, signs, administers)


def password_problem(password: str, *known: str) -> Problem | None:
    """Why this password cannot be used, None if it can; told while it is typed.

    ``known`` are words an outsider knows: user name, name, site.
    """
    try:
        require_strong(password, *known)
    except Problem as problem:
        return problem
    return None


def checked_user(user: str) -> str:
    """A user name in small letters. Raises ``Problem`` bad_user_name."""
    name = user.strip().lower()
    if not _USER.fullmatch(name):
        raise Problem(Situation.BAD_USER_NAME, reason="it has other characters or another length")
    return name


def checked_line(text: str, what: str, longest: int, empty: bool = False) -> str:
    """One line of text without control or direction characters. Raises ``Problem`` not_accepted."""
    line = text.strip()
    if _UNPRINTABLE.search(line) or line != line.strip(_JOINERS):
        sentence = f"There is an invisible character in {what}. Type it instead of pasting it."
        raise Problem(Situation.NOT_ACCEPTED, what=sentence)
    if not line and not empty:
        raise Problem(Situation.NOT_ACCEPTED, what=f"Please type {what}.")
    if len(line) > longest:
        raise Problem(
            Situation.NOT_ACCEPTED, what=f"There are more than {longest} characters in {what}."
        )
    return line


def require_our_times(*moments: datetime | None) -> None:
    """Raises ``Problem`` not_accepted for a moment in a year that nobody can mean."""
    for moment in moments:
        if moment is not None and moment.year not in _OUR_YEARS:
            what = f"The year {moment.year} lies outside 1900 to 2200."
            raise Problem(Situation.NOT_ACCEPTED, what=what)


def visible_line(text: str, longest: int) -> str:
    """One line of text without what cannot be seen, cut where it is too long.

    For what is typed during a call: a pasted character must not keep an answer from the record.
    """
    line = _BREAKS.sub(" ", text)
    return _HALF.sub("", _UNPRINTABLE.sub("", line)).strip().strip(_JOINERS)[:longest].strip()


def visible_text(text: str, longest: int) -> str:
    """The same for a text of several lines."""
    return "\n".join(visible_line(line, longest) for line in text.splitlines())[:longest]


def checked_settings(settings: SiteSettings) -> SiteSettings:
    """The settings, trimmed. Raises ``Problem`` not_accepted naming the field and its limits."""
    shortest, longest = IDLE_LOCK_MINUTES
    if not shortest <= settings.idle_lock_minutes <= longest:
        _refuse(f"The window locks after {shortest} to {longest} idle minutes.")
    if settings.temperature_unit not in {"C", "F"}:
        _refuse("The temperature unit is C or F.")
    if settings.paper not in {"a4", "letter"}:
        _refuse("The paper is a4 or letter.")
    if not _known_zone(settings.time_zone):
        _refuse("This time zone is not known; an example is Europe/Paris.")
    return replace(
        settings,
        name=checked_line(settings.name, "the name of the site", 100),
        address=checked_line(settings.address, "the address", 200, empty=True),
        phone=checked_line(settings.phone, "the phone number", 40, empty=True),
        emergency_number=checked_line(settings.emergency_number, "the emergency number", 20),
    )


def _known_zone(name: str) -> bool:
    import zoneinfo  # noqa: PLC0415 - not needed to show the sign-in

    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # a name that is none is a KeyError
        return False
    return True


def _refuse(what: str) -> None:
    raise Problem(Situation.NOT_ACCEPTED, what=what)
