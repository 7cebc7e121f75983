from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.site.problems import Problem, Situation
from workstation.vault.passwords import (
    SMALL_COST,
    Derivation,
    KdfCost,
    affordable,
    derive,
    new_recovery_key,
    plain_recovery_key,
    require_strong,
)

CHEAP = Derivation(KdfCost(1, 8_192, 1), b"s" * 16)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012",
        "abcdefghijklmnop",
        "Password1234",
        "passwordpassword",
        "Password123!",
        "qwertyuiop123",
        "Nurse2026Nurse2026",
        "nokafornokafor1",
        "LakesideInfusion1",
        "Summer2026!!",
        "x" * 513,
    ],
)
def test_passwords_that_are_guessed_first_are_refused(password: str) -> None:
    with pytest.raises(Problem) as caught:
        require_strong(password, "nokafor", "N. Okafor", "Lakeside Infusion")
    assert caught.value.situation is Situation.WEAK_PASSWORD
    assert "12" in caught.value.sentence + caught.value.advice
    assert not password or len(password) > 500 or password not in caught.value.sentence


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "tulip granite ferry nine",
        "kL9#vQ2!xWz7",
        "fünf grüne Äpfel",
        "雨の中で傘を忘れた夜",
        "moth river copper",
    ],
)
def test_passphrases_are_welcome(password: str) -> None:
    if len(password) >= 12:
        require_strong(password, "nokafor", "N. Okafor", "Lakeside Infusion")
    else:
        with pytest.raises(Problem):
            require_strong(password)


def test_accents_may_be_composed_differently() -> None:
    assert derive("caf\u00e9 caf\u00e9", CHEAP) == derive("cafe\u0301 cafe\u0301", CHEAP)


@given(st.text(max_size=40), st.text(max_size=40))
def test_strength_never_crashes(password: str, known: str) -> None:
    try:
        require_strong(password, known)
    except Problem as problem:
        assert problem.code == "weak_password"  # noqa: PT017 - both outcomes are right here


def test_salt_cost_and_password_each_change_the_key() -> None:
    keys = {
        derive("one", CHEAP),
        derive("two", CHEAP),
        derive("one", Derivation(CHEAP.cost, b"t" * 16)),
        derive("one", Derivation(KdfCost(2, 8_192, 1), CHEAP.salt)),
    }
    assert len(keys) == 4


def test_a_cost_beyond_the_memory_becomes_the_small_one() -> None:
    assert affordable(KdfCost(1, 2**31, 1)) == SMALL_COST
    assert affordable(CHEAP.cost) == CHEAP.cost


def test_too_little_memory_is_told() -> None:
    with pytest.raises(Problem) as caught:
        derive("one", Derivation(KdfCost(1, 2**31, 1), b"s" * 16))
    assert caught.value.situation is Situation.SHORT_OF_MEMORY


def test_a_recovery_key_is_read_as_people_type_it() -> None:
    key = new_recovery_key()
    plain = key.replace("-", "")
    assert plain_recovery_key(key) == plain
    assert plain_recovery_key(f"  {key.lower()} \n") == plain
    assert plain_recovery_key(key.replace("-", " \u2013 ")) == plain
    assert plain_recovery_key(key.replace("1", "I").replace("0", "O")) == plain
