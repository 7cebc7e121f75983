from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.site.events import GENESIS, Act, AuditEvent, chain_hash, utc_text, verify_chain

TEXTS = st.text(max_size=20)


def chain(length: int) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    prev = GENESIS
    start = datetime(2026, 11, 26, 8, tzinfo=UTC)
    for seq in range(1, length + 1):
        fields = (
            utc_text(start + timedelta(seconds=seq)),
            "nokafor",
            Act.ANSWERED.value,
            "e1",
            "{}",
        )
        own = chain_hash(prev, *fields)
        events.append(AuditEvent(seq, prev, *fields, hash=own))
        prev = own
    return events


def test_a_sound_chain_has_no_bad_entry() -> None:
    assert verify_chain(chain(30)) is None


def test_a_check_can_start_in_the_middle() -> None:
    events = chain(30)
    assert verify_chain(events[10:], events[9].hash, 11) is None
    assert verify_chain(events[10:], events[8].hash, 11) == 11


@given(
    index=st.integers(0, 9),
    field=st.sampled_from(["ts", "who", "act", "obj", "detail"]),
    text=TEXTS,
)
def test_any_changed_text_is_named_by_its_number(index: int, field: str, text: str) -> None:
    events = chain(10)
    changed = AuditEvent(**{**asdict(events[index]), field: text})
    if changed == events[index]:
        return
    events[index] = changed
    assert verify_chain(events) == index + 1


def test_a_change_with_a_fresh_hash_is_found_at_the_next_entry() -> None:
    events = chain(10)
    old = events[4]
    own = chain_hash(old.prev_hash, old.ts, "someone", old.act, old.obj, old.detail)
    events[4] = replace(old, who="someone", hash=own)
    assert verify_chain(events) == 6


@pytest.mark.parametrize("index", range(9))
def test_a_removed_entry_is_named(index: int) -> None:
    events = chain(10)
    del events[index]
    assert verify_chain(events) == index + 1


@pytest.mark.parametrize("index", range(9))
def test_exchanged_entries_are_found(index: int) -> None:
    events = chain(10)
    events[index], events[index + 1] = events[index + 1], events[index]
    assert verify_chain(events) == index + 1


def test_an_entry_put_in_before_the_first_is_found() -> None:
    events = chain(3)
    assert verify_chain([replace(events[0], seq=0), *events]) == 0


@given(st.lists(TEXTS, min_size=5, max_size=5), st.integers(0, 3))
def test_text_cannot_move_to_the_next_field(texts: list[str], index: int) -> None:
    moved = list(texts)
    moved[index], moved[index + 1] = "", texts[index] + texts[index + 1]
    if moved != texts:
        assert chain_hash(GENESIS, *texts) != chain_hash(GENESIS, *moved)


def test_times_are_written_in_utc_at_one_length() -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    assert utc_text(datetime(2026, 11, 26, 14, 30, tzinfo=east)) == "2026-11-26T09:00:00.000000Z"
    assert utc_text(datetime(999, 1, 2, tzinfo=UTC)) == "0999-01-02T00:00:00.000000Z"


def test_the_order_of_written_times_is_the_order_of_times() -> None:
    moments = [
        datetime(2026, 11, 26, 9, tzinfo=UTC) + timedelta(microseconds=n) for n in (0, 7, 999999)
    ]
    assert sorted(map(utc_text, moments)) == list(map(utc_text, moments))
