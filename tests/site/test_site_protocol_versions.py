from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workstation.site.protocol_versions import (
    Activation,
    Approval,
    Period,
    ProtocolVersion,
    Status,
    approval_statement,
    periods,
)

DAY = [datetime(2026, 12, day, tzinfo=UTC) for day in range(1, 10)]


def order(*orders: tuple[str, int]) -> list[tuple[str, Activation]]:
    return [(pack, Activation(n, DAY[day], "jsilva")) for n, (pack, day) in enumerate(orders)]


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([], {}),
        ([("a", 1)], {"a": (Period(DAY[1]),)}),
        ([("a", 1), ("b", 3)], {"a": (Period(DAY[1], DAY[3]),), "b": (Period(DAY[3]),)}),
        ([("a", 1), ("b", 5), ("c", 3)], None),
        ([("a", 1), ("b", 3), ("a", 3)], {"a": (Period(DAY[1]),)}),
        ([("a", 1), ("a", 3)], {"a": (Period(DAY[1]),)}),
        (
            [("a", 1), ("b", 3), ("a", 5)],
            {"a": (Period(DAY[1], DAY[3]), Period(DAY[5])), "b": (Period(DAY[3], DAY[5]),)},
        ),
    ],
    ids=["none", "one", "two", "between", "the later order", "the same again", "back again"],
)
def test_a_version_counts_until_the_next_one_starts(
    orders: list[tuple[str, int]], expected: dict[str, tuple[Period, ...]] | None
) -> None:
    if expected is None:
        expected = {
            "a": (Period(DAY[1], DAY[3]),),
            "c": (Period(DAY[3], DAY[5]),),
            "b": (Period(DAY[5]),),
        }
    assert periods(order(*orders)) == expected


def version(*own: Period, approval: Approval | None = None) -> ProtocolVersion:
    return ProtocolVersion("crs", "1", "ab", DAY[0], "jsilva", None, approval, (), own)


def test_the_status_follows_the_moment() -> None:
    approval = Approval("jsilva", DAY[0], b"s", b"c")
    counts = version(Period(DAY[2], DAY[4]), approval=approval)
    assert version().status(DAY[0]) is Status.ADDED
    assert version(approval=approval).status(DAY[0]) is Status.APPROVED
    assert counts.status(DAY[2] - timedelta(microseconds=1)) is Status.SCHEDULED
    assert counts.status(DAY[2]) is Status.ACTIVE
    assert counts.status(DAY[4] - timedelta(microseconds=1)) is Status.ACTIVE
    assert counts.status(DAY[4]) is Status.RETIRED


def test_a_statement_names_the_pack_and_the_person() -> None:
    one = approval_statement("crs@1", "ab" * 32, "jsilva")
    others = {
        approval_statement("crs@2", "ab" * 32, "jsilva"),
        approval_statement("crs@1", "cd" * 32, "jsilva"),
        approval_statement("crs@1", "ab" * 32, "tberg"),
    }
    assert one not in others and len(others) == 3
