from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab import rl_config

from workstation.documents import closing_blocks, content, fonts, head_blocks, wording
from workstation.documents.fonts import REGULAR, SEMIBOLD, printable, width, wrap


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Smith <b>Jane", "Smith <b>Jane"),
        ("</para> & co", "</para> & co"),
        ("Łukasz Ωμέγα Жанна", "Łukasz Ωμέγα Жанна"),
        ("38.0 ≥ → ₂ −", "38.0 ≥ → ₂ −"),
        ("中", "[U+4E2D]"),
        ("ok ✓", "ok [U+2713]"),
        ("🙂", "[U+1F642]"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\x00b", "a[U+0000]b"),
        ("a\tb", "a b"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("Jose\u0301", "José"),
        ("\ud800", "[U+D800]"),
    ],
)
def test_text_is_shown_as_typed_or_as_its_code(typed: str, shown: str) -> None:
    assert printable(typed) == shown


@given(st.text(), st.floats(20, 300))
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(text: str, room: float) -> None:
    lines = wrap(text, REGULAR, 9, room)

    assert all(width(line, REGULAR, 9) <= room for line in lines)
    kept = "".join(lines).replace(" ", "")
    assert kept == printable(text).replace(" ", "").replace("\n", "")


def test_a_long_word_is_cut_only_where_it_must_be() -> None:
    assert wrap("a " + "m" * 30, REGULAR, 10, 100)[0] == "a"
    assert len(wrap("m" * 30, REGULAR, 10, 100)) == 3


def test_both_faces_have_every_character_of_the_programs_own_words() -> None:
    words = [
        closing_blocks.INTENDED_USE,
        closing_blocks.ATTACHED,
        content.MEANING,
        head_blocks.TITLE_TEXT,
        *wording.SETTINGS.values(),
        *wording.SOURCES.values(),
        *wording.STATES.values(),
        "solid: established · dashed: possible ” “ ’ … – — ° ₂ ≥ ≤ → − ×",
    ]
    for word in words:
        assert printable(word) == word
        assert width(word, SEMIBOLD, 9) > 0


def test_the_default_font_is_embedded_too() -> None:
    fonts.register()
    assert rl_config.canvas_basefontname == REGULAR
