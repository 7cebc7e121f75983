"""The language of criteria: three values, intervals, what nobody gave, and what it refuses."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.observing import exploring
from workstation.clinical.language import parse
from workstation.clinical.logic import (
    ABSENT,
    COMPARISONS,
    CriterionError,
    Interval,
    Node,
    Operand,
    Said,
    as_truth,
    opposite,
)
from workstation.clinical.nodes import words

NAMES = dict.fromkeys(["a", "b", "c", "n", "m", "device", "drugs", "left_out"])
GROUPS = {"some": ("a", "b"), "masks": ("simple", "venturi")}
TRUTHS: tuple[bool | None, ...] = (True, False, None)


class Facts(dict[str, Operand]):
    """Values by name; a name that is None or ABSENT has no value, all have been asked but None."""

    def known(self, name: str) -> bool:
        return self[name] is not None and self[name] is not ABSENT

    def asked(self, name: str) -> bool:
        return self[name] is not None

    def missing(self, name: str) -> frozenset[str]:
        return frozenset((name,)) if self[name] is None else frozenset()

    def why(self, name: str, truth: bool) -> tuple[Said, ...] | None:
        return (Said("behind", f"c is {truth}"),) if name == "c" else None

    def sentence(self, name: str, comparison: str, limit: Operand) -> tuple[Said, ...]:
        return (Said(name, f"{name} {comparison} {limit}"),)


def criterion(text: str) -> Node:
    return parse(text, NAMES, GROUPS)


def value(text: str, **facts: Any) -> Operand:
    return criterion(text).value(Facts(facts))


def said(text: str, truth: bool, **facts: Any) -> list[str]:
    return [one.says for one in criterion(text).why(Facts(facts), truth)]


def _three_valued(table: str) -> dict[tuple[bool | None, bool | None], bool | None]:
    signs = {"T": True, "F": False, "?": None}
    return dict(zip(product(TRUTHS, TRUTHS), (signs[s] for s in table), strict=True))


@pytest.mark.parametrize(
    ("text", "table"),
    [("a and b", "TF?FFF?F?"), ("a or b", "TTTTF?T??"), ("any_of(a, b)", "TTTTF?T??")],
)
def test_truth_tables(text: str, table: str) -> None:
    for (a, b), expected in _three_valued(table).items():
        assert value(text, a=a, b=b) is expected, (a, b)


@pytest.mark.parametrize(("a", "expected"), [(True, False), (False, True), (None, None)])
def test_not(a: bool | None, expected: bool | None) -> None:
    assert value("not a", a=a) is expected
    assert opposite(a) is expected


@given(st.lists(st.sampled_from(TRUTHS), min_size=3, max_size=3), st.sampled_from(TRUTHS))
@exploring(100)
def test_a_value_that_becomes_known_changes_no_verdict(
    values: list[bool | None], learnt: bool | None
) -> None:
    """A verdict over what is not known holds whatever it turns out to be."""
    a, b, c = values
    text = "a and not b or (b or not c) and any_of(a, c)"
    before = value(text, a=a, b=b, c=c)
    after = value(text, a=learnt if a is None else a, b=b, c=c)
    assert before is None or before is after


@pytest.mark.parametrize(
    ("text", "n", "expected"),
    [
        ("n >= 38.0", 38.0, True),
        ("n >= 38.0", 37.9, False),
        ("n > 38", 38, False),
        ("n < 90", 89, True),
        ("n < 90", 90, False),
        ("n <= 90", 90, True),
        ("n == 6", 6, True),
        ("n != 6", 6, False),
        ("n == -1", -1, True),
        ("n >= 38", None, None),
        ("n >= 38", ABSENT, False),
        ("n < 38", ABSENT, False),
        ("not (n >= 38)", ABSENT, True),
        ("2 <= n", Interval(2, 4), True),
        ("n >= 3", Interval(2, 4), None),
        ("n >= 5", Interval(2, 4), False),
        ("n > 1", Interval(2, 4), True),
        ("n > 4", Interval(2, 4), False),
        ("n > 3", Interval(2, 4), None),
        ("n < 5", Interval(2, 4), True),
        ("n < 2", Interval(2, 4), False),
        ("n <= 1", Interval(2, 4), False),
        ("n <= 4", Interval(2, 4), True),
        ("n <= 3", Interval(2, 4), None),
        ("n == 3", Interval(2, 4), None),
        ("n == 5", Interval(2, 4), False),
        ("n == 3", Interval(3, 3), True),
        ("n != 3", Interval(3, 3), False),
        ("n != 3", Interval(2, 4), None),
    ],
)
def test_comparing(text: str, n: Operand, expected: bool | None) -> None:
    assert value(text, n=n) is expected


@pytest.mark.parametrize(
    ("mirrored", "plain"),
    [("38 <= n", "n >= 38"), ("38 < n", "n > 38"), ("38 >= n", "n <= 38"), ("38 > n", "n < 38")],
)
def test_a_mirrored_comparison_is_the_plain_one(mirrored: str, plain: str) -> None:
    assert criterion(mirrored) == criterion(plain)
    for n in (37, 38, 39, None, ABSENT):
        assert value(mirrored, n=n) is value(plain, n=n)


@pytest.mark.parametrize(
    ("n", "expected"), [(35.9, False), (36, True), (37.4, True), (37.5, False)]
)
def test_a_chained_comparison_is_both(n: float, expected: bool) -> None:
    assert value("36.0 <= n <= 37.4", n=n) is expected
    assert value("36.0 <= n <= 37.4", n=None) is None


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("device == simple", {"device": "simple"}, True),
        ("device != simple", {"device": "cpap"}, True),
        ("device in masks", {"device": "venturi"}, True),
        ("device not in masks", {"device": "venturi"}, False),
        ("device in [cpap, bipap]", {"device": "bipap"}, True),
        ("device in [cpap]", {"device": None}, None),
        ("device not in [cpap]", {"device": ABSENT}, False),
        ("drugs in [unnamed]", {"drugs": ("unnamed", "dopamine")}, True),
        ("drugs in [unnamed]", {"drugs": ()}, False),
        ("drugs not in [unnamed]", {"drugs": ("dopamine",)}, True),
        ("a == true", {"a": True}, True),
        ("a == false", {"a": ABSENT}, False),
        ("a != false", {"a": True}, True),
    ],
)
def test_codes_and_lists(text: str, facts: dict[str, Any], expected: bool | None) -> None:
    assert value(text, **facts) is expected


@pytest.mark.parametrize(
    ("drugs", "all_of_them", "but_vasopressin"),
    [
        ((), 0, 0),
        (("norepinephrine", "norepinephrine"), 1, 1),
        (("norepinephrine", "vasopressin"), 2, 1),
        (("unnamed", "unnamed"), 2, 2),
        (("unnamed", "unnamed", "norepinephrine", "vasopressin"), 4, 3),
        (None, None, None),
        (ABSENT, ABSENT, ABSENT),
    ],
)
def test_counting_a_list(drugs: Operand, all_of_them: Any, but_vasopressin: Any) -> None:
    assert value("count(drugs)", drugs=drugs) == all_of_them
    assert value("count(drugs, but=[vasopressin])", drugs=drugs) == but_vasopressin


@pytest.mark.parametrize("found", [3, "code", Interval(1, 2), True])
def test_only_a_list_is_counted(found: Operand) -> None:
    with pytest.raises(CriterionError, match="count\\(\\) wants a list, and drugs is none"):
        value("count(drugs)", drugs=found)


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [((), True), (("b",), True), (("a",), None), (("a", "b"), False), (None, True), (ABSENT, True)],
)
def test_any_of_leaves_out_what_is_listed(left_out: Operand, expected: bool | None) -> None:
    assert value("any_of(a, b, but=left_out)", a=True, b=None, left_out=left_out) is expected


def test_any_of_takes_the_named_lists_of_the_pack() -> None:
    assert criterion("any_of(some, c)").reads == {"a", "b", "c"}
    assert criterion("any_of(some, but=left_out)").reads == {"a", "b", "left_out"}
    assert value("any_of(some)", a=False, b=True) is True


@pytest.mark.parametrize(
    ("found", "known", "asked", "sure"),
    [
        (True, True, True, True),
        (False, True, True, False),
        (None, False, False, False),
        (ABSENT, False, True, False),
    ],
)
def test_states_have_two_values(found: Operand, known: bool, asked: bool, sure: bool) -> None:
    assert value("known(a)", a=found) is known
    assert value("asked(a)", a=found) is asked
    assert value("sure(a)", a=found) is sure
    assert value("sure(not a)", a=found) is (found is False or found is ABSENT)


def test_an_expression_is_known_when_it_has_a_value() -> None:
    assert value("known(a or b)", a=True, b=None) is True
    assert value("known(a or b)", a=False, b=None) is False
    assert value("sure(known(a))", a=None) is False


@pytest.mark.parametrize(
    ("n", "m", "expected"),
    [(3, 4, True), (3, None, None), (None, ABSENT, False), (ABSENT, 4, False)],
)
def test_arithmetic(n: Operand, m: Operand, expected: bool | None) -> None:
    assert value("n + 2 * m - 1 >= 10", n=n, m=m) is expected


def test_what_nobody_gave_and_has_no_default_reads_as_no() -> None:
    assert value("a", a=ABSENT) is False
    assert value("a or b", a=ABSENT, b=None) is None
    assert as_truth(ABSENT) is False
    assert repr(ABSENT) == "ABSENT"


@pytest.mark.parametrize(
    ("text", "facts", "sentence"),
    [
        ("n and a", {"n": 3, "a": True}, "3 is not yes or no"),
        ("not device", {"device": "cpap"}, "'cpap' is not yes or no"),
        ("device >= 3", {"device": "cpap"}, "'cpap' is not a number"),
        ("a + 1 > 0", {"a": True}, "True is not a number"),
    ],
)
def test_values_of_the_wrong_kind_are_told(text: str, facts: Any, sentence: str) -> None:
    with pytest.raises(CriterionError) as refused:
        value(text, **facts)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("text", "truth", "facts", "expected"),
    [
        ("n >= 38", True, {"n": 39}, ["n >= 38"]),
        ("n >= 38", False, {"n": 37}, ["n < 38"]),
        ("n > 38", False, {"n": 37}, ["n <= 38"]),
        ("n < 38", False, {"n": 39}, ["n >= 38"]),
        ("n <= 38", False, {"n": 39}, ["n > 38"]),
        ("n == 3", False, {"n": 4}, ["n != 3"]),
        ("n != 3", False, {"n": 3}, ["n == 3"]),
        ("device in [cpap]", True, {"device": "cpap"}, ["device in ('cpap',)"]),
        ("device in [cpap]", False, {"device": "x"}, ["device not in ('cpap',)"]),
        ("device not in [cpap]", False, {"device": "cpap"}, ["device in ('cpap',)"]),
        ("a and b", True, {"a": True, "b": True}, ["a is True", "b is True"]),
        ("a and b", False, {"a": False, "b": True}, ["a is False"]),
        ("a or b", True, {"a": True, "b": None}, ["a is True"]),
        ("a or b", False, {"a": False, "b": False}, ["a is False", "b is False"]),
        ("not a", True, {"a": False}, ["a is False"]),
        ("not a", False, {"a": True}, ["a is True"]),
        ("c", True, {"c": True}, ["c is True"]),
        ("c >= 2", False, {"c": 1}, ["c is False"]),
        ("n + m > 3", True, {"n": 2, "m": 2}, ["n value None", "m value None"]),
        ("true", True, {}, []),
        ("any_of(a, b)", True, {"a": False, "b": True}, ["b is True"]),
        ("any_of(a, b)", False, {"a": False, "b": None}, ["a is False"]),
        ("sure(a)", True, {"a": True}, ["a is True"]),
        ("sure(a)", False, {"a": None}, []),
        ("known(a)", True, {"a": True}, []),
        ("known(a)", False, {"a": None}, ["a not known None"]),
        ("asked(a)", False, {"a": None}, ["a not known None"]),
        ("count(drugs) >= 1", True, {"drugs": ("x",)}, ["drugs is ('x',)"]),
    ],
)
def test_reasons(text: str, truth: bool, facts: Any, expected: list[str]) -> None:
    assert said(text, truth, **facts) == expected


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("a and n >= 3", {"a": None, "n": None}, {"a", "n"}),
        ("a or n >= 3", {"a": False, "n": None}, {"n"}),
        ("not a", {"a": None}, {"a"}),
        ("n + m > 3", {"n": None, "m": 3}, {"n"}),
        ("any_of(a, b)", {"a": None, "b": False}, {"a"}),
        ("count(drugs) > 1", {"drugs": None}, {"drugs"}),
        ("known(a)", {"a": None}, set()),
        ("true", {}, set()),
    ],
)
def test_what_keeps_a_criterion_open(text: str, facts: Any, expected: set[str]) -> None:
    assert criterion(text).missing(Facts(facts)) == expected


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("a and not b or n + 1 > m", {"a", "b", "n", "m"}),
        ("known(a) and count(drugs) > 1", {"a", "drugs"}),
        ("38 <= n and device in masks", {"n", "device"}),
        ("true", set()),
    ],
)
def test_what_a_criterion_reads(text: str, reads: set[str]) -> None:
    assert criterion(text).reads == reads


def test_the_codes_a_criterion_compares_with() -> None:
    text = "device == cpap and not (device in [bipap, cpap]) or sure(n > 3)"
    assert list(words(criterion(text))) == ["cpap", "bipap", "cpap"]


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "n >= 3",
        "a and b",
        "a or b",
        "not a",
        "known(a)",
        "any_of(a, b)",
        "n + m",
        "count(drugs)",
        "true",
    ],
)
def test_only_a_name_keeps_what_is_absent(text: str) -> None:
    facts = Facts(a=True, b=False, n=3, m=4, drugs=("x",))
    node = criterion(text)
    assert node.raw(facts) == node.value(facts)
    assert criterion("a").raw(Facts(a=ABSENT)) is ABSENT


@given(
    st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3), st.sampled_from(list(COMPARISONS))
)
@exploring(200)
def test_an_interval_is_compared_as_all_of_its_numbers(
    low: int, width: int, limit: int, sign: str
) -> None:
    if sign in ("in", "not in"):
        return
    high = low + abs(width)
    verdicts = {COMPARISONS[sign](n, limit) for n in range(low, high + 1)}
    expected = verdicts.pop() if len(verdicts) == 1 else None
    assert COMPARISONS[sign](Interval(low, high), limit) is expected
