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
from workstation.documents.closing_blocks import closing, foot
from workstation.documents.content import SummaryContent
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
    height_of,
)
from workstation.documents.pen import Pen
from workstation.documents.reason_blocks import reasons
from workstation.documents.record import record_json
from workstation.documents.result_block import result
from workstation.documents.wording import Zone

TIGHT: Final = 0.5
"""Share of the white space that is kept where this makes the summary one page shorter."""


def render(content: SummaryContent, paper: str = "a4") -> bytes:
    """The summary as PDF/A-3b with its record attached, ready to sign. ``paper``: a4, letter."""
    fonts.register()
    width, height = PAPERS[paper]
    zone = Zone(content.site.time_zone)
    layout = _lay_out(content, zone, width, height)
    drawn = _draw(layout, width, height, content.signer.printed_name)
    return archived(drawn, record_json(content), content.signed_at)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Every piece with its page and place; ``lonely`` when the last page holds the foot alone."""

    placed: list[Placed]
    pages: int
    lonely: bool


def _lay_out(content: SummaryContent, zone: Zone, width: float, height: float) -> _Layout:
    """One page where that is possible with less air; never a page with the signature alone."""

    def attempt(squeeze: float = 1.0, apart: bool = False) -> _Layout:
        return _attempt(content, zone, (width, height), squeeze, apart)

    airy = attempt()
    if airy.pages == 1:
        return airy
    tight = attempt(TIGHT)
    if tight.pages < airy.pages:
        return tight
    return attempt(apart=True) if airy.lonely else airy


def _attempt(
    content: SummaryContent, zone: Zone, paper: tuple[float, float], squeeze: float, apart: bool
) -> _Layout:
    left = (paper[0] - WIDTH) / 2
    later = later_head(content)
    frame = Frame(left, MARGIN + later.height + 8, paper[1] - MARGIN)
    flow = Flow(frame, MARGIN, squeeze)
    flow.add([title(content, zone), *patient(content, zone), *result(content)])
    flow.add_columns(*_columns(content, zone))
    if apart:
        flow.break_page()
    flow.add(closing(content, zone))
    before = flow.spot.page
    flow.add_foot(foot(content, zone))
    pages = flow.spot.page + 1
    heads = [Placed(page, left, MARGIN, later.draw) for page in range(1, pages)]
    heads += [
        Placed(page, left, MARGIN, page_number(content, zone, page + 1, pages).draw)
        for page in range(pages)
    ]
    return _Layout([*heads, *flow.placed], pages, lonely=flow.spot.page > before)


def _columns(content: SummaryContent, zone: Zone) -> tuple[list[Slice], list[Slice]]:
    """Reasons left, findings right; each further group of answers under the shorter column."""
    left, right = reasons(content), findings(content, zone)
    for block in answers(content, zone):
        shorter = left if height_of(left) < height_of(right) else right
        shorter += block
    return left, right


def _draw(layout: _Layout, width: float, height: float, author: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=(width, height),
        invariant=1,
        pageCompression=1,
        initialFontName=fonts.REGULAR,
        lang="en",
    )
    canvas.setTitle(TITLE_TEXT)
    canvas.setAuthor(author)
    canvas.setSubject("Assessment for cytokine release syndrome")
    pen = Pen(canvas, height)
    for page in range(layout.pages):
        for piece in layout.placed:
            if piece.page == page:
                piece.draw(pen, piece.x, piece.y)
        pen.next_page()
    canvas.save()
    return out.getvalue()
