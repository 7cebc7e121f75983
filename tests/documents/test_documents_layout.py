from __future__ import annotations

from dataclasses import replace

from workstation.documents.layout import RIGHT, Flow, Frame, Slice, gap
from workstation.documents.pen import Pen


def piece(height: float = 10, keep: bool = False) -> Slice:
    def draw(pen: Pen, x: float, y: float) -> None:
        raise AssertionError("nothing is drawn while it is laid out")

    return Slice(height, draw, keep)


FRAME = Frame(left=5, top=20, bottom=100)


def test_slices_follow_each_other_downward() -> None:
    flow = Flow(FRAME, 10)
    flow.add([piece(), piece(15)])
    assert [(p.page, p.x, p.y) for p in flow.placed] == [(0, 5, 10), (0, 5, 20)]
    assert (flow.spot.page, flow.spot.y) == (0, 35)


def test_what_does_not_fit_goes_on_below_the_head_of_the_next_page() -> None:
    flow = Flow(FRAME, 10)
    flow.add([piece(85), piece(10)])
    assert [(p.page, p.y) for p in flow.placed] == [(0, 10), (1, 20)]


def test_a_heading_is_never_left_alone_at_the_bottom() -> None:
    flow = Flow(FRAME, 10)
    flow.add([piece(75), piece(10, keep=True), piece(10)])
    assert [(p.page, p.y) for p in flow.placed] == [(0, 10), (1, 20), (1, 30)]


def test_space_is_dropped_at_the_head_of_a_page() -> None:
    flow = Flow(FRAME, 10)
    flow.add([piece(85), gap(9), piece(10)])
    assert [(p.page, p.y) for p in flow.placed] == [(0, 10), (1, 20)]


def test_after_two_columns_the_flow_goes_on_below_the_longer_one() -> None:
    flow = Flow(FRAME, 10)
    flow.add_columns([piece(30)], [piece(30)] * 4)
    flow.add([piece()])
    assert (flow.placed[1].x, flow.placed[4].page) == (5 + RIGHT, 1)
    assert (flow.placed[-1].page, flow.placed[-1].y) == (1, 50)


def test_the_foot_stands_at_the_bottom_of_the_last_page() -> None:
    flow = Flow(FRAME, 10)
    flow.add([piece(30)])
    flow.add_foot(piece(40))
    assert (flow.placed[-1].page, flow.placed[-1].y) == (0, 60)


def test_the_foot_never_covers_what_stands_there() -> None:
    flow = Flow(FRAME, 10)
    flow.add([piece(60)])
    flow.add_foot(piece(40))
    assert (flow.placed[-1].page, flow.placed[-1].y) == (1, 60)


def test_less_air_never_means_smaller_text() -> None:
    flow = Flow(FRAME, 10, squeeze=0.5)
    flow.add([gap(8), piece(10), piece(10)])
    assert [p.y for p in flow.placed] == [10, 14, 24]


def test_the_head_of_a_table_stands_again_on_the_next_page() -> None:
    head = piece(12, keep=True)
    rows = [replace(piece(30), again=head) for _ in range(4)]
    flow = Flow(FRAME, 10)
    flow.add([head, *rows])
    assert [(p.page, p.y) for p in flow.placed] == [
        (0, 10),
        (0, 22),
        (0, 52),
        (1, 20),
        (1, 32),
        (1, 62),
    ]
