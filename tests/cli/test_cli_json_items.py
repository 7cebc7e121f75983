from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.cli.json_items import Shape, read, split
from workstation.clinical.refusal import Refusal


def taken(text: str | bytes) -> tuple[Shape, list[object]]:
    """The shape, and each item or the code of its refusal."""
    data = text.encode() if isinstance(text, str) else text
    shape, items = split(io.BytesIO(data))
    return shape, [outcome(item) for item in items]


def outcome(item: bytes) -> object:
    try:
        return read(item)
    except Refusal as refusal:
        return refusal.code


def test_one_object_over_one_or_many_lines_is_an_object() -> None:
    assert taken('{"a": 1}') == (Shape.OBJECT, [{"a": 1}])
    assert taken('\n{\n "a":\n 1\n}\n') == (Shape.OBJECT, [{"a": 1}])


def test_an_array_is_cut_at_its_own_commas_only() -> None:
    text = '[{"a": "x,]}\\"[", "b": [1, 2]}, {"c": {"d": 1}}]'
    assert taken(text) == (Shape.ARRAY, [{"a": 'x,]}"[', "b": [1, 2]}, {"c": {"d": 1}}])


def test_an_empty_array_has_no_items() -> None:
    assert taken(" [ ] ") == (Shape.ARRAY, [])


def test_json_lines_keep_their_order_and_skip_blank_lines() -> None:
    assert taken('{"a":1}\n\n{"a":2}\r\n{"a":3}') == (
        Shape.LINES,
        [{"a": 1}, {"a": 2}, {"a": 3}],
    )


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert taken(b"\xef\xbb\xbf" + b'{"a": 1}') == (Shape.OBJECT, [{"a": 1}])


BAD = {
    '{"a": NaN}': "not_a_number",
    '{"a": -Infinity}': "not_a_number",
    '{"a": 1e999}': "not_a_number",
    f'{{"a": {"9" * 5000}}}': "not_a_number",
    '{"a": 1, "a": 2}': "duplicate_key",
    '{"x": {"a": 1, "a": 1}}': "duplicate_key",
    "[1]": "not_an_object",
    "17": "not_an_object",
    '{"a" 1}': "not_json",
    '{"a": 1,}': "not_json",
    f'{{"a": {"[" * 100_000}1{"]" * 100_000}}}': "too_deep",
}


@pytest.mark.parametrize(
    ("bad", "code"), BAD.items(), ids=[c + str(i) for i, c in enumerate(BAD.values())]
)
def test_a_bad_item_is_refused_by_itself_and_its_neighbours_are_read(bad: str, code: str) -> None:
    assert taken(f'[{{"a": 1}}, {bad}, {{"b": 2}}]')[1] == [{"a": 1}, code, {"b": 2}]
    assert taken(f'{{"a": 1}}\n{bad}\n{{"b": 2}}')[1] == [{"a": 1}, code, {"b": 2}]


def test_json_lines_whose_first_line_is_broken_still_answers_the_others() -> None:
    assert taken('{"a" 1}\n{"b": 2}\n{"c": 3}') == (Shape.LINES, ["not_json", {"b": 2}, {"c": 3}])


def test_a_line_that_is_not_utf8_is_refused_by_itself() -> None:
    assert taken(b'{"a": 1}\n{"a": "\xff"}\n{"b": 2}')[1] == [{"a": 1}, "not_utf8", {"b": 2}]


@pytest.mark.parametrize("text", ["", "  \n ", "{", '{"a": "', "null", "{} {}", "\x00"])
def test_text_that_is_no_item_is_refused_once(text: str) -> None:
    _, outcomes = taken(text)
    assert len(outcomes) == 1
    assert outcomes[0] in {"not_json", "not_an_object"}


@pytest.mark.parametrize("text", ['[{"a": 1}', '[{"a": 1},', '[{"a": 1}, {"b": "', '[{"a": 1},]'])
def test_an_array_that_is_cut_off_says_so_behind_its_good_items(text: str) -> None:
    _, outcomes = taken(text)
    assert outcomes == [{"a": 1}, "not_json"]


def test_what_stands_behind_an_array_is_refused() -> None:
    assert taken('[{"a": 1}] {"b": 2} x')[1] == [{"a": 1}, "not_json"]


objects = st.dictionaries(
    st.text(max_size=5),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)


@given(st.lists(objects, max_size=5), st.sampled_from([None, 2]), st.booleans())
def test_any_array_is_read_whole(items: list[object], indent: int | None, escaped: bool) -> None:
    text = json.dumps(items, indent=indent, ensure_ascii=escaped)
    assert taken(text.encode("utf-8", "surrogatepass")) == (Shape.ARRAY, items)


@given(st.lists(objects, min_size=2, max_size=5))
def test_any_json_lines_are_read_whole(items: list[object]) -> None:
    assert taken("\n".join(json.dumps(item) for item in items)) == (Shape.LINES, items)


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    shape, outcomes = taken(data)
    assert shape in Shape
    assert all(isinstance(one, dict | str) for one in outcomes)
