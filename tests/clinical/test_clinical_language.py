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
        ("a and", "'a and' is not a criterion: invalid syntax"),
        ("", "'' is not a criterion: invalid syntax"),
        ("a = 3", "is not a criterion"),
        ("lambda: a", "Lambda is not part of the language"),
        ("a if b else c", "IfExp is not part of the language"),
        ("a.b", "Attribute is not part of the language"),
        ("drugs[0]", "Subscript is not part of the language"),
        ("{a}", "Set is not part of the language"),
        ("(a, b)", "Tuple is not part of the language"),
        ("[a for a in drugs]", "ListComp is not part of the language"),
        ("'text' == device", "Constant is not part of the language"),
        ("None", "Constant is not part of the language"),
        ("n / 2 > 1", "BinOp is not part of the language"),
        ("n ** 2 > 1", "BinOp is not part of the language"),
        ("+n > 1", "UnaryOp is not part of the language"),
        ("-n > 1", "UnaryOp is not part of the language"),
        ("a is b", "Is is not part of the language"),
        ("device in [3]", "a list holds ids or codes"),
        ("eval(a)", "eval() is not part of the language"),
        ("known(a, b)", "known() is written known(finding)"),
        ("count()", "count() is written count(list)"),
        ("__import__(a)", "__import__() is not part of the language"),
        ("a.known(b)", "Call is not part of the language"),
        ("any_of(a, nobody, none)", "nobody, none is not an id of the pack"),
        ("count(nobody) > 1", "nobody is not an id of the pack"),
        ("any_of(3)", "a list holds ids or codes"),
        ("any_of(a, but=3)", "a list holds ids or codes"),
        ("(a := b)", "NamedExpr is not part of the language"),
        ("await a", "Await is not part of the language"),
    ],
)
def test_what_the_language_lacks_is_refused_with_its_name(text: str, sentence: str) -> None:
    with pytest.raises(CriterionError) as refused:
        criterion(text)
    assert sentence in str(refused.value)
    assert text in str(refused.value)


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
