"""Passwords and the recovery key: how strong they must be, and the key derived from them."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass

from workstation.site.problems import Problem, Situation

SHORTEST = 12
LONGEST = 512
_ENOUGH = 9

_FAMILIAR = (  # noqa: SIM905 - words read better as words
    "password passwort passw0rd qwertyuiop qwertzuiop qwerty qwertz azerty asdfghjkl asdfgh zxcvbn "
    "letmein welcome willkommen admin administrator login iloveyou dragon monkey football baseball "
    "sunshine princess summer winter spring autumn hospital nurse clinic doctor patient health "
    "medical triage oncology secret changeme default computer master hello january february march "
    "april june july august september october november december monday tuesday wednesday thursday "
    "friday saturday sunday"
).split()
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one derivation costs: passes over the memory, memory in KiB, lanes. Argon2id."""

    passes: int = 2
    memory_kib: int = 262_144
    lanes: int = 2


FULL_COST = KdfCost()
SMALL_COST = KdfCost(passes=6, memory_kib=65_536, lanes=2)
"""For a computer without 256 MiB to spare."""

_CHEAPEST = KdfCost(passes=1, memory_kib=8_192, lanes=1)
_DEAREST = KdfCost(passes=10, memory_kib=1_048_576, lanes=8)


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a key-encryption key comes from a password: the cost and 16 bytes of salt."""

    cost: KdfCost
    salt: bytes

    def within_bounds(self) -> bool:
        """False for a cost that would protect nothing, or would never end."""
        cost = self.cost
        return (
            _CHEAPEST.passes <= cost.passes <= _DEAREST.passes
            and _CHEAPEST.memory_kib <= cost.memory_kib <= _DEAREST.memory_kib
            and _CHEAPEST.lanes <= cost.lanes <= _DEAREST.lanes
            and len(self.salt) == 16
        )


def new_derivation(cost: KdfCost) -> Derivation:
    """A fresh salt at this cost."""
    return Derivation(cost, os.urandom(16))


def derive(password: str, derivation: Derivation) -> bytes:
    """The 32-byte key-encryption key. Raises ``Problem`` short_of_memory."""
    from argon2.exceptions import HashingError  # noqa: PLC0415 - not needed to show the sign-in
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415

    cost = derivation.cost
    try:
        return hash_secret_raw(
            _as_bytes(password),
            derivation.salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=32,
            type=Type.ID,
        )
    except HashingError as error:
        raise Problem(Situation.SHORT_OF_MEMORY) from error


def affordable(cost: KdfCost) -> KdfCost:
    """``cost`` if this computer can pay it now, else the small one."""
    try:
        derive("", Derivation(cost, bytes(16)))
    except Problem:
        return SMALL_COST
    return cost


def require_strong(password: str, *known: str) -> None:
    """Raises ``Problem`` weak_password unless the password would take long to guess.

    ``known`` are words an outsider knows: user name, name, site. Familiar words, years,
    runs such as ``abcd`` or ``9876`` and repeated characters count as one character each.
    """
    if len(password) < SHORTEST:
        _refuse(f"it has fewer than {SHORTEST} characters")
    if len(password) > LONGEST:
        _refuse(f"it has more than {LONGEST} characters")
    if _surprise(password, known) < _ENOUGH:
        _refuse("it is made of words, runs or repetitions that are guessed first")


def new_recovery_key() -> str:
    """160 random bits as eight groups of four characters, without O, I, L and U."""
    # 32 characters: each takes the low five bits of a random byte, so none is likelier
    text = "".join(_ALPHABET[byte & 31] for byte in os.urandom(32))
    return "-".join(text[start : start + 4] for start in range(0, 32, 4))


def plain_recovery_key(typed: str) -> str:
    """A typed recovery key without its hyphens and spaces, look-alikes read as printed."""
    return re.sub(r"[\s\u2010-\u2015-]+", "", typed.upper()).translate(_ALIKE)


def _as_bytes(password: str) -> bytes:
    """One spelling for what looks alike: keyboards differ in how they compose accents."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _refuse(reason: str) -> None:
    hint = f"Take at least {SHORTEST} characters; four words that do not belong together do well."
    raise Problem(Situation.WEAK_PASSWORD, reason=reason, hint=hint)


def _surprise(password: str, known: tuple[str, ...]) -> int:
    """How many characters are left when everything guessable counts as one."""
    rest = unicodedata.normalize("NFKC", password).casefold()
    words = [part for text in known for part in re.split(r"\W+", text.casefold()) if len(part) > 2]
    for word in sorted([*_FAMILIAR, *words], key=len, reverse=True):
        rest = rest.replace(word, "\0")
    rest = re.sub(r"(19|20)\d\d", "\0", rest)
    rest = rest[: (rest + rest).find(rest, 1)]  # once, if it is the same thing over and over
    kept = 0
    for index, character in enumerate(rest):
        step = ord(character) - ord(rest[index - 1]) if index else 2
        before = ord(rest[index - 1]) - ord(rest[index - 2]) if index > 1 else step
        kept += not (abs(step) <= 1 and step == before)
    return min(kept, 3 * len(set(rest)))
