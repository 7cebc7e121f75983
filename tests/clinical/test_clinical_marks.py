"""The geometry that the screen and the PDF share."""

from __future__ import annotations

import pytest

from workstation.clinical import marks
from workstation.clinical.marks import CellKind, Glyph, Path


def _points(path: Path) -> list[tuple[float, float]]:
    return [(coords[i], coords[i + 1]) for _, coords in path for i in range(0, len(coords), 2)]


@pytest.mark.parametrize("grade", range(6))
def test_a_grade_shape_is_closed_and_fills_its_unit_box(grade: int) -> None:
    path = marks.grade_shape(grade)
    assert path[0][0] == "move"
    assert path[-1][0] == "close"
    xs = [x for x, _ in _points(path)]
    ys = [y for _, y in _points(path)]
    assert 0 <= min(xs) <= 0.1 and 0.9 <= max(xs) <= 1
    assert 0 <= min(ys) <= 0.1 and 0.9 <= max(ys) <= 1


def test_every_grade_has_its_own_shape_but_ring_and_disc() -> None:
    shapes = [marks.grade_shape(g) for g in range(6)]
    assert shapes[0] == shapes[1]
    assert len(set(shapes[1:])) == 5


def test_only_the_gravest_grades_have_an_inner_line() -> None:
    assert [bool(marks.grade_inner(g)) for g in range(6)] == [False] * 4 + [True, True]


@pytest.mark.parametrize(
    ("low", "high", "cells"),
    [
        (1, 4, "xeppp"),
        (2, 3, "xxepx"),
        (0, 4, "ppppp"),
        (0, 1, "ppxxx"),
        (0, 0, "exxxx"),
        (3, 3, "xxxex"),
        (4, 4, "xxxxe"),
    ],
)
def test_a_meter_never_shows_an_established_nought_in_a_range(
    low: int, high: int, cells: str
) -> None:
    kinds = {"e": CellKind.ESTABLISHED, "p": CellKind.POSSIBLE, "x": CellKind.EXCLUDED}
    assert marks.meter_cells(low, high) == tuple(kinds[c] for c in cells)


def test_hatch_stays_in_its_box_and_clear_of_the_number() -> None:
    points = _points(marks.hatch(60, 26, 5, (20, 40)))
    assert points
    for x, y in points:
        assert -1e-6 <= x <= 60 + 1e-6
        assert -1e-6 <= y <= 26 + 1e-6
        assert not 20 + 1e-6 < x < 40 - 1e-6


@pytest.mark.parametrize("name", Glyph)
def test_glyphs_lie_in_the_unit_box(name: Glyph) -> None:
    for part in marks.glyph(name):
        for x, y in _points(part.path):
            assert 0 <= x <= 1
            assert 0 <= y <= 1
        assert part.fill or (part.stroke and part.width > 0)


def test_not_asked_and_possible_are_dashed_and_what_is_known_is_not() -> None:
    assert marks.glyph(Glyph.NOT_ASKED)[0].dash
    assert not any(part.dash for part in marks.glyph(Glyph.KNOWN))


def test_placed_moves_and_scales() -> None:
    assert marks.placed(marks.polyline(((0, 0), (1, 1))), 10, 20, 4, 8) == (
        ("move", (10, 20)),
        ("line", (14, 28)),
    )


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(a: str, b: str) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("grade", range(6))
@pytest.mark.parametrize(("dark", "surface"), [(False, "#FFFFFF"), (True, "#1A222A")])
def test_outline_and_number_stand_out(grade: int, dark: bool, surface: str) -> None:
    colours = marks.grade_colours(grade, dark)
    assert _contrast(colours.outline, surface) >= 5
    assert _contrast(colours.number, colours.fill or surface) >= 4.5


def test_fills_darken_with_the_grade() -> None:
    fills = [marks.grade_colours(g).fill or "#FFFFFF" for g in range(6)]
    lights = [_luminance(f) for f in fills]
    assert lights == sorted(lights, reverse=True)
