from __future__ import annotations

from datetime import timedelta

import pytest

from tests.making_sites import NURSE, Minutes
from tests.vault.conftest import Site
from workstation.site.problems import Problem, Situation
from workstation.vault import attempts, keys


def try_wrong(site: Site, clock: Minutes, user: str = "nokafor") -> Situation:
    with pytest.raises(Problem) as caught:
        keys.unlock(site.folder, user, "wrong", clock())
    return caught.value.situation


def lock_out(site: Site, clock: Minutes, user: str = "nokafor") -> None:
    for _ in range(attempts.FREE_TRIES):
        assert try_wrong(site, clock, user) is Situation.WRONG_PASSWORD
        clock.advance(seconds=1)


def test_after_five_wrong_tries_even_the_right_password_has_to_wait(site: Site) -> None:
    clock = Minutes()
    lock_out(site, clock)
    with pytest.raises(Problem) as caught:
        keys.unlock(site.folder, "nokafor", NURSE.password, clock())
    assert caught.value.sentence.endswith("29 seconds.")
    clock.advance(seconds=30)
    keys.unlock(site.folder, "nokafor", NURSE.password, clock())


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(site: Site) -> None:
    clock = Minutes()
    lock_out(site, clock)
    waits = []
    for _ in range(9):
        start = clock()
        while try_wrong(site, clock) is Situation.SIGN_IN_DELAYED:
            clock.advance(seconds=10)
        waits.append((clock() - start).total_seconds())
    assert waits[:5] == pytest.approx([30, 60, 120, 240, 480], abs=10)
    assert waits[-3:] == pytest.approx([900] * 3, abs=10)


def test_a_try_during_the_wait_does_not_lengthen_it(site: Site) -> None:
    clock = Minutes()
    lock_out(site, clock)
    for _ in range(28):
        assert try_wrong(site, clock) is Situation.SIGN_IN_DELAYED
        clock.advance(seconds=1)
    clock.advance(seconds=2)
    keys.unlock(site.folder, "nokafor", NURSE.password, clock())


def test_the_right_password_begins_the_count_anew(site: Site) -> None:
    clock = Minutes()
    for _ in range(3):
        for _ in range(attempts.FREE_TRIES - 1):
            assert try_wrong(site, clock) is Situation.WRONG_PASSWORD
        keys.unlock(site.folder, "nokafor", NURSE.password, clock.advance(seconds=1))


def test_one_persons_tries_do_not_stop_another(site: Site) -> None:
    clock = Minutes()
    lock_out(site, clock)
    assert try_wrong(site, clock, "rlindqvist") is Situation.WRONG_PASSWORD


def test_unknown_names_wait_as_known_ones_do_and_are_not_written_down(site: Site) -> None:
    clock = Minutes()
    lock_out(site, clock, "my secret passphrase")
    assert try_wrong(site, clock, "another") is Situation.SIGN_IN_DELAYED
    written = b"".join(p.read_bytes() for p in site.folder.iterdir() if p.is_file())
    assert b"my secret" not in written


def test_signing_and_changing_a_password_share_the_count(site: Site) -> None:
    clock = Minutes()
    for _ in range(attempts.FREE_TRIES):
        with pytest.raises(Problem):
            keys.unlock_signer(site.folder, "nokafor", "wrong", clock())
    with pytest.raises(Problem) as caught:
        keys.unlock_signer(site.folder, "nokafor", NURSE.password, clock())
    assert caught.value.situation is Situation.SIGN_IN_DELAYED


def test_recovery_keys_are_slowed_down_too(site: Site) -> None:
    clock = Minutes()
    for _ in range(attempts.FREE_TRIES):
        with pytest.raises(Problem):
            keys.unlock_by_recovery(site.folder, "wrong", clock())
    with pytest.raises(Problem) as caught:
        keys.unlock_by_recovery(site.folder, site.recovery_key, clock())
    assert caught.value.situation is Situation.SIGN_IN_DELAYED


def test_a_clock_set_back_never_locks_anybody_out_for_long(site: Site) -> None:
    clock = Minutes()
    lock_out(site, clock)
    clock.advance(days=-400)
    assert try_wrong(site, clock) is Situation.SIGN_IN_DELAYED
    clock.advance(seconds=31)
    keys.unlock(site.folder, "nokafor", NURSE.password, clock())


def test_every_failed_try_waits_for_the_audit_and_right_ones_do_not(site: Site) -> None:
    clock = Minutes()
    lock_out(site, clock)
    clock.advance(minutes=1)
    keys.unlock(site.folder, "nokafor", NURSE.password, clock())
    tries = attempts.failed_tries(site.folder)
    assert [(t.user, t.refused) for t in tries] == [("nokafor", False)] * 4 + [("nokafor", True)]
    assert tries[1].at - tries[0].at == timedelta(seconds=1)
    attempts.forget(site.folder, tries[:2])
    assert attempts.failed_tries(site.folder) == tries[2:]


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b'{"counts": {"nokafor": 1}, "failed": []}', b"\xff"]
)
def test_a_damaged_count_keeps_nobody_from_a_patient(site: Site, text: bytes) -> None:
    (site.folder / "attempts.json").write_bytes(text)
    keys.unlock(site.folder, "nokafor", NURSE.password, Minutes()())


def test_the_count_is_written_before_the_password_is_checked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is ended during the derivation has still used up a try."""

    def ended(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(keys, "derive", ended)
    clock = Minutes()
    for _ in range(attempts.FREE_TRIES):
        with pytest.raises(KeyboardInterrupt):
            keys.unlock(site.folder, "nokafor", "x", clock())
    with pytest.raises(Problem) as caught:
        keys.unlock(site.folder, "nokafor", "x", clock())
    assert caught.value.situation is Situation.SIGN_IN_DELAYED
