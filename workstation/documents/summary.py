"""The signed summary before it is signed: one encounter in, PDF/A-3b bytes out.

Equal content gives equal bytes. The page is drawn here, the record is attached by
``attachment``; neither knows of keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from workstation.documents import fonts
from workstation.documents.archive import archived
from workstation.documents.beside_blocks import scales, screen_rows
from workstation.documents.closing_blocks import closing, foot
from workstation.documents.content import SummaryContent
from workstation.documents.dose_block import doses
from workstation.documents.finding_blocks import answers, findings
from workstation.documents.head_blocks import TITLE_TEXT, later_head, page_number, patient, title
from workstation.documents.layout import (
    MARGIN,
    PAPERS,
    WIDTH,
    Flow,
    Frame,
    Placed,
    Slice,
    gap,
    height_of,
)
from workstation.documents.observation_block import observations
from workstation.documents.pen import Pen
from workstation.documents.reason_blocks import not_asked, reasons
from workstation.documents.record import record_json
from workstation.documents.result_block import result, warnings
from workstation.documents.wording import Zone

AIR: Final = (1.0, 0.8, 0.65, 0.5)
"""Shares of the white space to try: the most air with which the summary is shortest."""


def render(content: SummaryContent, paper: str = "a4") -> bytes:
    """The summary as PDF/A-3b with its record attached, ready to sign. ``paper``: a4, letter."""
    fonts.register()
    size, zone = PAPERS[paper], Zone(content.site.time_zone)
    layout = _lay_out(_parts(content, zone), size)
    placed = [*_heads(content, zone, layout, _left(size)), *layout.placed]
    drawn = _draw(placed, layout.pages, size, content.signer.printed_name)
    return archived(drawn, record_json(content), content.signed_at)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The measured parts of a summary, made once and laid out as often as it takes."""

    head: list[Slice]
    columns: tuple[list[Slice], list[Slice]]
    closing: list[list[Slice]]
    foot: Slice
    later: Slice

    def lay_out(self, paper: tuple[float, float], squeeze: float, apart: bool = False) -> _Layout:
        """One attempt. ``apart`` begins a page before the last block."""
        frame = Frame(_left(paper), MARGIN + self.later.height + 8, paper[1] - MARGIN)
        flow = Flow(frame, MARGIN, squeeze)
        flow.add(self.head)
        flow.add_columns(*self.columns)
        for index, block in enumerate(self.closing):
            if apart and index == len(self.closing) - 1:
                flow.break_page()
            flow.add(block)
        flow.add([gap(8)])
        flow.add_foot(self.foot)
        return _Layout(flow.placed, flow.spot.page + 1)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Every piece with its page and place; the foot is the last of them."""

    placed: list[Placed]
    pages: int

    @property
    def lonely(self) -> bool:
        """Whether the last page holds the foot alone."""
        return all(piece.page + 1 < self.pages for piece in self.placed[:-1])


def _left(paper: tuple[float, float]) -> float:
    return (paper[0] - WIDTH) / 2


def _parts(content: SummaryContent, zone: Zone) -> _Parts:
    return _Parts(
        [
            title(content, zone),
            *patient(content, zone),
            *result(content),
            *observations(content, zone),
            *warnings(content, zone),
        ],
        _columns(content, zone),
        closing(content, zone),
        foot(content, zone),
        later_head(content),
    )


def _lay_out(parts: _Parts, paper: tuple[float, float]) -> _Layout:
    """One page where that is possible with less air; never a page with the signature alone."""
    airy = parts.lay_out(paper, AIR[0])
    if airy.pages == 1:
        return airy
    others = (parts.lay_out(paper, squeeze) for squeeze in AIR[1:])
    best = next((each for each in others if each.pages < airy.pages), airy)
    return parts.lay_out(paper, AIR[0], apart=True) if best.lonely else best


def _heads(content: SummaryContent, zone: Zone, layout: _Layout, left: float) -> list[Placed]:
    """What stands on top of each page once the pages are counted."""
    later, pages = later_head(content), range(layout.pages)
    numbers = [page_number(content, zone, page + 1, layout.pages) for page in pages]
    heads = [Placed(page, left, MARGIN, later.draw) for page in pages if page > 0]
    return heads + [Placed(page, left, MARGIN, numbers[page].draw) for page in pages]


def _columns(content: SummaryContent, zone: Zone) -> tuple[list[Slice], list[Slice]]:
    """Reasons left, findings right; each further group under the shorter column."""
    left, right = reasons(content, zone), findings(content, zone)
    for block in (
        answers(content, zone),
        doses(content, zone),
        not_asked(content),
        scales(content),
        screen_rows(content),
    ):
        shorter = left if height_of(left) < height_of(right) else right
        shorter += block
    return left, right


def _draw(placed: list[Placed], pages: int, paper: tuple[float, float], author: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=paper,
        invariant=1,
        pageCompression=1,
        initialFontName=fonts.REGULAR,
        lang="en",
    )
    canvas.setTitle(TITLE_TEXT)
    canvas.setAuthor(author)
    canvas.setSubject("Assessment for cytokine release syndrome")
    pen = Pen(canvas, paper[1])
    for page in range(pages):
        for piece in placed:
            if piece.page == page:
                piece.draw(pen, piece.x, piece.y)
        pen.next_page()
    canvas.save()
    return out.getvalue()
