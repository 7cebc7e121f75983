"""What a failing case says of two lists."""

from __future__ import annotations

from workstation.clinical.notation import JSON
from workstation.protocols.cases import _told


def test_short_lists_are_told_whole() -> None:
    assert _told(["a", "b"], ["a"]) == ("a, b", "a")
    assert _told([0, 2], [2, 2]) == ("0 to 2", "2")


def test_of_long_lists_only_the_difference_is_told() -> None:
    rows: list[JSON] = [f"row_{n}" for n in range(40)]
    expected, got = _told(rows, [*rows[1:], "new"])
    assert expected == "a list with row_0 and without new"
    assert got == "a list with new and without row_0"


def test_long_lists_in_another_order_are_told_whole() -> None:
    rows: list[JSON] = [f"row_{n}" for n in range(20)]
    expected, got = _told(rows, rows[::-1])
    assert expected.startswith("row_0, row_1") and got.startswith("row_19, row_18")
