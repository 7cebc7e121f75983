"""A sheet on one page, whatever it holds: the letters as large as fit, in the end lists are cut.

Nothing is cut silently: each cut says how much is left out and where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workstation.clinical.marks import Glyph, dot, glyph, rectangle, rounded
from workstation.documents import fonts
from workstation.documents.drawing import Drawing
from workstation.documents.layout import MARGIN, PAPERS, Slice, gap, height_of
from workstation.documents.pen import LINE, MUTED, RULE, SUNKEN, TEXT, Face, Pen, Stroke
from workstation.documents.recorder import Recorder
from workstation.documents.rows import Cell, baseline
from workstation.documents.sheet_content import Block, Fact, Sheet, Table

_STEPS: Final = (
    *((99, 99, scale) for scale in (1.3, 1.2, 1.12, 1.06, 1.0, 0.95, 0.9, 0.86, 0.82)),
    *((most, max(most // 2, 1), 0.82) for most in (12, 9, 7, 5, 4, 3, 2)),
    *((1, 1, scale) for scale in (0.82, 0.78, 0.74)),
)
"""What is tried: parts of a list, lines of a text, share of the size of the letters."""

_SMALL: Final = 0.82
_LEADING: Final = 1.26
_SEE: Final = " … see the summary"
_COLUMNS: Final = 3
_FRAME_PAD: Final = 9.0
_PAGE_MARGIN: Final = MARGIN * 0.82


class TooLong(Exception):
    """Not even the shortest form fits one page: a bug in the blocks, never the user's doing."""


def draw_sheet(sheet: Sheet, paper: str = "a4") -> Drawing:
    """The sheet on one page of ``paper``: a4 or letter."""
    fonts.register()
    width, height = PAPERS[paper]
    room = height - 2 * _PAGE_MARGIN
    for most, lines, scale in _STEPS:
        setter = _Setter(sheet, width - 2 * _PAGE_MARGIN, scale, lines)
        body, foot = setter.body(most), setter.foot()
        whole = scale <= _SMALL or not setter.breaks_a_word()
        if whole and height_of(body) + height_of(foot) <= room:
            return _drawn(body, foot, (width, height))
    raise TooLong(sheet.title)


def _drawn(body: Sequence[Slice], foot: Sequence[Slice], size: tuple[float, float]) -> Drawing:
    pen = Recorder(*size)
    _stack(pen, _PAGE_MARGIN, _PAGE_MARGIN, body)
    _stack(pen, _PAGE_MARGIN, size[1] - _PAGE_MARGIN - height_of(foot), foot)
    return pen.drawing()


def _stack(pen: Pen, x: float, y: float, slices: Sequence[Slice]) -> None:
    for part in slices:
        part.draw(pen, x, y)
        y += part.height


@dataclass(frozen=True, slots=True)
class _Setter:
    """Sets a sheet in a width at a share of its size."""

    sheet: Sheet
    width: float
    scale: float
    lines: int

    # --- faces ----------------------------------------------------------------------------------

    @property
    def size(self) -> float:
        """The size of running text in points."""
        return self.sheet.base * self.scale

    def face(self, strong: bool = False, times: float = 1.0, colour: str = TEXT) -> Face:
        return Face(fonts.SEMIBOLD if strong else fonts.REGULAR, self.size * times, colour)

    # --- parts of the page ----------------------------------------------------------------------

    def body(self, most: int) -> list[Slice]:
        """Everything but the foot, each list with at most so many parts."""
        made = [*self._head(), *self._who()]
        for block in self.sheet.blocks:
            made += self._block(block.cut(most))
        return made

    def foot(self) -> list[Slice]:
        """What stands at the bottom."""
        face = self.face(times=0.8, colour=MUTED)
        rule = Slice(6, lambda pen, x, y: pen.rule(x, y + 1, self.width, 1.1, RULE))
        lines = [line for text in self.sheet.foot for line in face.wrap(text, self.width)]
        return [gap(5), rule, *(self._line(line, face) for line in lines)]

    def _head(self) -> list[Slice]:
        """Title and status at the left, the site at the right."""
        title, strong = self.face(strong=True, times=1.45), self.face(strong=True)
        below = [
            (t, f) for t, f in ((self.sheet.status, strong), (self.sheet.made, self.face())) if t
        ]
        left = self._column([(self.sheet.title, title), *below], 0.6)
        faces = [strong, *[self.face()] * len(self.sheet.site)]
        right = self._column(list(zip(self.sheet.site, faces, strict=False)), 0.38)
        height = max(_height(left), _height(right)) + 7

        def draw(pen: Pen, x: float, y: float) -> None:
            for column, ends in ((left, False), (right, True)):
                down = y
                for text, face in column:
                    step = face.size * _LEADING
                    put = pen.text_right if ends else pen.text
                    put(x + self.width * ends, down + baseline(step, face), text, face)
                    down += step
            pen.rule(x, y + height - 3, self.width, 1.4, RULE)

        return [Slice(height, draw)]

    def _column(self, texts: Sequence[tuple[str, Face]], share: float) -> list[tuple[str, Face]]:
        """Each text in its lines, at most two."""
        room = self.width * share
        return [(line, face) for text, face in texts for line in self._fitted(text, face, room, 2)]

    def _who(self) -> list[Slice]:
        name, plain = self.face(strong=True, times=1.3), self.face()
        made: list[Slice] = [gap(2)]
        for index, text in enumerate(self.sheet.who):
            face = name if index == 0 else plain
            made += self._wrapped(text, face, self.width, 2)
        return made

    def _block(self, block: Block) -> list[Slice]:
        pad = _FRAME_PAD if block.framed else 0.0
        room = self.width - 2 * pad
        inner = [part for fact in block.facts for part in self._fact(fact, room)]
        inner += self._points(block.points, room)
        if block.table is not None:
            inner += self._table(block.table, room)
        if block.framed:
            title = self._line(block.title, self.face(strong=True, colour=MUTED))
            return [gap(5), self._framed([title, *inner])]
        return [gap(5), self._title(block.title), gap(2), *inner]

    def _title(self, text: str) -> Slice:
        face = self.face(strong=True, times=1.05)
        height = face.size * 1.5

        def draw(pen: Pen, x: float, y: float) -> None:
            pen.path(rectangle(x, y, self.width, height), SUNKEN)
            pen.path(rectangle(x, y, 3, height), TEXT)
            pen.text(x + 9, y + baseline(height, face), text, face)

        return Slice(height, draw)

    def _framed(self, inner: Sequence[Slice]) -> Slice:
        height = height_of(inner) + 2 * _FRAME_PAD * 0.75

        def draw(pen: Pen, x: float, y: float) -> None:
            outline = rounded(x + 0.8, y + 0.8, self.width - 1.6, height - 1.6, 5)
            pen.path(outline, stroke=Stroke(RULE, 1.6))
            _stack(pen, x + _FRAME_PAD, y + _FRAME_PAD * 0.75, inner)

        return Slice(height, draw)

    # --- lines ----------------------------------------------------------------------------------

    def _line(self, text: str, face: Face) -> Slice:
        height = face.size * _LEADING

        def draw(pen: Pen, x: float, y: float) -> None:
            pen.text(x, y + baseline(height, face), text, face)

        return Slice(height, draw)

    def _wrapped(self, text: str, face: Face, room: float, most: int) -> list[Slice]:
        lines = self._fitted(text, face, room, most)
        return [self._line(line, face) for line in lines]

    def _fitted(self, text: str, face: Face, room: float, most: int) -> list[str]:
        """The lines of a text, at most so many; the last says that there is more."""
        lines = face.wrap(text, room)
        if len(lines) <= most:
            return lines
        last = lines[most - 1]
        while last and face.width(last + fonts.printable(_SEE)) > room:
            last = last[:-1]
        return [*lines[: most - 1], last.rstrip() + _SEE]

    def _fact(self, fact: Fact, room: float) -> list[Slice]:
        face = self.face(fact.strong or fact.large, 1.4 if fact.large else 1.0)
        names = self.sheet.labels * self.scale if fact.name else 0.0
        mark = self.size * 1.25 if fact.glyph is not None else 0.0
        most = 99 if fact.stays else self.lines
        lines = self._fitted(fact.text, face, room - names - mark, most)
        label = self.face(strong=True, colour=MUTED)
        label_lines = label.wrap(fact.name, names - 6) if fact.name else []
        pitch = face.size * _LEADING
        height = max(len(lines) * pitch, len(label_lines) * self.size * _LEADING) + 1.5

        def draw(pen: Pen, x: float, y: float) -> None:
            for index, text in enumerate(label_lines):
                step = self.size * _LEADING
                pen.text(x, y + index * step + baseline(step, label), text, label)
            if fact.glyph is not None:
                size = self.size * 0.95
                self._mark(pen, fact.glyph, x + names, y + (pitch - size) / 2, size)
            cell = Cell(lines, names + mark, face)
            for index in range(len(lines)):
                cell.draw(pen, x, y + index * pitch + baseline(pitch, face), index)

        return [Slice(height, draw)]

    @staticmethod
    def _mark(pen: Pen, name: Glyph, x: float, y: float, size: float) -> None:
        """A tick for what was said; for all else a plain bullet."""
        if name is Glyph.KNOWN:
            pen.mark(glyph(name), x, y, size)
        else:
            pen.path(dot(x + size / 2, y + size / 2, size * 0.36), TEXT)

    def _points(self, points: Sequence[str], room: float) -> list[Slice]:
        """Three columns, each read down before the next."""
        down = -(-len(points) // _COLUMNS)
        face, indent, column = self.face(strong=True), self.size * 1.15, room / _COLUMNS
        wrapped = [face.wrap(text, column - indent - 6) for text in points]
        return [self._beside(wrapped[at::down], face, (indent, column)) for at in range(down)]

    @staticmethod
    def _beside(wrapped: Sequence[Sequence[str]], face: Face, steps: tuple[float, float]) -> Slice:
        """Points of one row, each with its bullet."""
        (indent, column), pitch = steps, face.size * _LEADING

        def draw(pen: Pen, x: float, y: float) -> None:
            for place, lines in enumerate(wrapped):
                left = x + place * column
                pen.path(dot(left + pitch * 0.3, y + pitch / 2, pitch * 0.28), TEXT)
                for index, line in enumerate(lines):
                    pen.text(left + indent, y + index * pitch + baseline(pitch, face), line, face)

        return Slice(max(map(len, wrapped)) * pitch + 1, draw)

    # --- tables ---------------------------------------------------------------------------------

    def breaks_a_word(self) -> bool:
        """Whether a number in a table would be parted from its unit for want of width."""
        face = self.face()
        tables = [block.table for block in self.sheet.blocks if block.table is not None]
        return any(
            face.width(fonts.printable(word)) > self.width * weight / sum(table.weights) - 8
            for table in tables
            for row in table.rows
            for cell, weight in zip(row, table.weights, strict=True)
            for word in cell.replace("\n", " ").split(" ")
        )

    def _table(self, table: Table, room: float) -> list[Slice]:
        widths = [room * weight / sum(table.weights) for weight in table.weights]
        head = [self.face(strong=True, times=0.9, colour=MUTED)] * len(table.head)
        faces = [self.face(strong=index == 0) for index in range(len(table.head))]
        most = 99 if table.stays else 3
        rows = [self._row(table.head, widths, head, RULE)] if any(table.head) else []
        return rows + [self._row(row, widths, faces, LINE, most) for row in table.rows]

    def _row(
        self,
        cells: Sequence[str],
        widths: Sequence[float],
        faces: Sequence[Face],
        colour: str,
        most: int = 3,
    ) -> Slice:
        """``most`` are the lines of a cell; a longer one is cut."""
        pitch = self.size * _LEADING
        wrapped = [
            self._fitted(text, face, width - 8, most) if text else []
            for text, width, face in zip(cells, widths, faces, strict=True)
        ]
        height = max(*map(len, wrapped), 1) * pitch + 4

        def draw(pen: Pen, x: float, y: float) -> None:
            for left, lines, face in zip(_lefts(widths), wrapped, faces, strict=True):
                for index, line in enumerate(lines):
                    pen.text(x + left, y + 2 + index * pitch + baseline(pitch, face), line, face)
            pen.rule(x, y + height, sum(widths), 0.7, colour)

        return Slice(height, draw)


def _height(column: Sequence[tuple[str, Face]]) -> float:
    return sum(face.size * _LEADING for _, face in column)


def _lefts(widths: Sequence[float]) -> Iterator[float]:
    left = 0.0
    for width in widths:
        yield left
        left += width
