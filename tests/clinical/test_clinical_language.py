"""What the language of criteria refuses, with a sentence that says why."""

from __future__ import annotations

import pytest

from workstation.clinical.language import parse
from workstation.clinical.logic import CriterionError, Node

NAMES = dict.fromkeys(["a", "b", "c", "n", "m", "device", "drugs", "left_out"])
GROUPS = {"some": ("a", "b"), "masks": ("simple", "venturi")}


def criterion(text: str) -> Node:
    return parse(text, NAMES, GROUPS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a and", "'a and' is not a criterion: something is missing beside and"),
        ("", "'' is not a criterion: nothing stands here"),
        ("a = 3", "is not a criterion: write == to compare"),
        ("lambda: a", "lambda is not part of the language"),
        ("a if b else c", "if … else is not part of the language"),
        ("a.b", "a point between words is not part of the language"),
        ("drugs[0]", "[ ] behind a word is not part of the language"),
        ("{a}", "{ } is not part of the language"),
        ("(a, b)", "a comma is not part of the language"),
        ("[a for a in drugs]", "for is not part of the language"),
        ("'text' == device", "a word in quotes is not part of the language"),
        ("None", "None is not part of the language"),
        ("n / 2 > 1", "/ is not part of the language"),
        ("n ** 2 > 1", "** is not part of the language"),
        ("+n > 1", "+ alone is not part of the language"),
        ("-n > 1", "- before a word is not part of the language"),
        ("a is b", "is is not part of the language; write == or !="),
        ("device in [3]", "a list holds ids or codes"),
        ("eval(a)", "eval() is not part of the language"),
        ("known(a, b)", "known() is written known(finding)"),
        ("count()", "count() is written count(list)"),
        ("__import__(a)", "__import__() is not part of the language"),
        ("a.known(b)", "this is not part of the language"),
        ("any_of(a, nobody, none)", "nobody, none is not an id of the pack"),
        ("count(nobody) > 1", "nobody is not an id of the pack"),
        ("any_of(3)", "a list holds ids or codes"),
        ("any_of(a, but=3)", "a list holds ids or codes"),
        ("(a := b)", ":= is not part of the language"),
        ("await a", "await is not part of the language"),
        ("n >= 38,0 or a", "a comma in a number (write 38.0) is not part of the language"),
        ("n =< 3", "write <= for at most"),
        ("n ≥ 3", "write >= for at least"),
        ("a || b", "write or"),
        ("a AND b", "write and, or, not in small letters"),
        ("n – 3 > 1", "a long dash is no minus: write -"),
        ("“a”", "leave out the quotes that a word processor makes"),
        ("n\xa0> 3", "a blank in it is none: type it anew"),
        ("n >= 38.0 C", "write the number alone; its unit is that of the finding"),
        ("(a or b", "a bracket is opened and not closed"),
        ("a b", "something is missing between two words"),
    ],
)
def test_what_the_language_lacks_is_refused_with_its_name(text: str, sentence: str) -> None:
    with pytest.raises(CriterionError) as refused:
        criterion(text)
    assert sentence in str(refused.value)
    assert " ".join(text.split()) in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["not " * 1_000 + "a", "(" * 300 + "a" + ")" * 300, "a or " * 2_000 + "a", "n" + "+n" * 500],
)
def test_what_nobody_could_read_is_refused_and_told_in_short(text: str) -> None:
    with pytest.raises(CriterionError) as refused:
        criterion(text)
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("any_of(a, butt=left_out)", "any_of() is written any_of(a, b)"),
        ("any_of(a, **b)", "any_of() is written any_of(a, b)"),
        ("any_of()", "any_of() is written any_of(a, b)"),
        ("any_of(a, but=nobody)", "nobody is not an id of the pack"),
        ("count(drugs, but=vasopressin)", "but= wants a list, like [vasopressin]"),
        ("count(drugs, a)", "count() is written count(list)"),
        ("known(a, but=b)", "known() is written known(finding)"),
        ("simple in device", "'in' wants a list or a group, like [cpap, bipap]"),
        ("n in 3", "'in' wants a list or a group, like [cpap, bipap]"),
        ("device not in simple", "'not in' wants a list or a group"),
    ],
)
def test_a_slip_of_the_pen_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(CriterionError) as refused:
        criterion(text)
    assert sentence in str(refused.value)
