"""Lists of rows with two-line cells, badges and an action word: one model, one delegate, one view.

A page gives frozen rows; the view tells which row was chosen. Up and Down move, Enter or a
double click opens, a click on the action word opens too.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from workstation.ui import icons, theme
from workstation.ui.widgets.grades import paint_range_badge, range_badge_width

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CELL_ROLE = int(Qt.ItemDataRole.UserRole)
_BADGE = 24
_FOCUS = 2


@dataclass(frozen=True, slots=True)
class Grade:
    """What a badge shows: the ends of a range; both None where nothing is settled."""

    at_least: int | None
    at_most: int | None

    @property
    def ends(self) -> tuple[int, int] | None:
        """Both ends, or None."""
        if self.at_least is None or self.at_most is None:
            return None
        return (self.at_least, self.at_most)

    @property
    def words(self) -> str:
        """``at least 1``, ``grade 2``, ``criteria not met``, ``not settled``."""
        ends = self.ends
        if ends is None or (ends[0] == 0 and ends[1] > 0):
            return "not settled"
        if ends[0] < ends[1]:
            return f"at least {ends[0]}"
        return f"grade {ends[0]}" if ends[0] else "criteria not met"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a fact, a detail below it, and what stands before them.

    ``role`` and ``detail_role`` are colour roles. ``action`` is an accent word at the right.
    """

    fact: str = ""
    detail: str = ""
    strong: bool = False
    role: str = "text"
    detail_role: str = "text2"
    grade: Grade | None = None
    icon: str = ""
    icon_role: str = "text2"
    action: bool = False
    right: bool = False
    says: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says of the cell."""
        return self.says or ", ".join(part for part in (self.fact, self.detail) if part)


@dataclass(frozen=True, slots=True)
class Column:
    """A column head with its width in units of the design; 0 takes the room that is left."""

    title: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: the key of the thing it stands for, and its cells."""

    key: Hashable
    cells: tuple[Cell, ...]


class RowsModel(QAbstractTableModel):
    """Frozen rows for a view. Rows that keep their key keep the selection."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[TableRow, ...] = ()

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Show these rows; only the texts change when the keys are the same."""
        same = [r.key for r in rows] == [r.key for r in self.rows]
        if same and rows:
            self.rows = tuple(rows)
            last = self.index(len(rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        cell = self.rows[index.row()].cells[index.column()]
        if role == CELL_ROLE:
            return cell
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return cell.spoken
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == int(Qt.ItemDataRole.DisplayRole):
            return column.title
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return int(_RIGHT if column.right else _LEFT)
        return None


class RowsView(QTableView):
    """The table of a card. ``chosen`` gives the key of the row that was opened."""

    chosen = Signal(object)
    current_changed = Signal(object)
    """The key of the row under the cursor, None when there is none."""

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        row_height: int = theme.TABLE_ROW_HEIGHT,
        keeps_mark: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``keeps_mark``: the row under the cursor stays tinted while the focus is elsewhere."""
        super().__init__(parent)
        self.keeps_mark = keeps_mark
        self.setObjectName(name.lower().replace(" ", "_").replace("-", "_"))
        self.setAccessibleName(name)
        self._row_height = row_height
        self.rows_model = RowsModel(columns, self)
        self.setModel(self.rows_model)
        self.setItemDelegate(RowsDelegate(self))
        self._settle_behaviour()
        self._settle_header(columns)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Show these rows, with the cursor on the thing it was on, else on the first."""
        before = self.current_key()
        self.rows_model.set_rows(rows)
        for number in range(len(rows)):
            self.setRowHeight(number, theme.scaled(self._row_height))
        keys = [row.key for row in rows]
        if keys:
            self.selectRow(keys.index(before) if before in keys else 0)
        self.updateGeometry()

    def current_key(self) -> Hashable | None:
        """The key of the row under the cursor."""
        row = self.currentIndex().row()
        rows = self.rows_model.rows
        return rows[row].key if 0 <= row < len(rows) else None

    def go_to(self, key: Hashable) -> None:
        """Put the cursor on a row, if there is one of this key."""
        keys = [row.key for row in self.rows_model.rows]
        if key in keys:
            self.selectRow(keys.index(key))

    def content_height(self) -> int:
        """Head and all rows."""
        rows = sum(self.rowHeight(n) for n in range(self.rows_model.rowCount()))
        head = 0 if self.horizontalHeader().isHidden() else self.horizontalHeader().height()
        return head + rows

    def grow_with_rows(self) -> None:
        """Take the height of all rows, in a page that scrolls as a whole."""
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(self.content_height())

    def _settle_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.doubleClicked.connect(lambda index: self._choose(index.row()))

    def _settle_header(self, columns: Sequence[Column]) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setFixedHeight(theme.scaled(theme.TABLE_HEAD_HEIGHT))
        header.setMinimumSectionSize(1)
        for number, column in enumerate(columns):
            if column.width:
                self.setColumnWidth(number, theme.scaled(column.width))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def _choose(self, row: int) -> None:
        rows = self.rows_model.rows
        if 0 <= row < len(rows):
            self.chosen.emit(rows[row].key)

    def _on_current_changed(self) -> None:
        self.current_changed.emit(self.current_key())

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.content_height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex().row())
            event.accept()
            return
        if event.text() and not event.modifiers() and event.key() != Qt.Key.Key_Escape:
            # Qt would search the cells for the letter; letters belong to the page.
            event.ignore()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        cell = index.data(CELL_ROLE) if index.isValid() else None
        if isinstance(cell, Cell) and cell.action:
            self._choose(index.row())


class RowsDelegate(QStyledItemDelegate):
    """Paints a cell: hairline, selection, badge or icon, fact and detail."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        self._paint_ground(painter, option, index, box)
        left = theme.scaled(16 if index.column() == 0 else 8)
        right = theme.scaled(16 if cell.action or cell.right else 8)
        inner = box.adjusted(left, 0, -right, 0)
        inner.setLeft(inner.left() + self._paint_mark(painter, cell, inner))
        _paint_texts(painter, cell, inner)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, box: QRectF
    ) -> None:
        view = self.parent()
        focused = isinstance(view, RowsView) and view.hasFocus()
        marked = focused or (isinstance(view, RowsView) and view.keeps_mark)
        chosen = marked and bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, theme.colour("tint" if chosen else "surface"))
        if chosen and index.column() == 0:
            bar = QRectF(box.left(), box.top(), theme.BAR_WIDTH, box.height())
            painter.fillRect(bar, theme.colour("accent"))
        if index.row() < index.model().rowCount() - 1:
            line = QRectF(box.left(), box.bottom() - 1, box.width(), 1)
            painter.fillRect(line, theme.colour("line"))
        if chosen and focused:
            self._paint_focus(painter, index, box)

    def _paint_focus(self, painter: QPainter, index: Index, box: QRectF) -> None:
        """Two lines along the row and its ends: the mark alone may stay while the focus goes."""
        accent = theme.colour("accent")
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), _FOCUS), accent)
        painter.fillRect(QRectF(box.left(), box.bottom() - _FOCUS, box.width(), _FOCUS), accent)
        if index.column() == index.model().columnCount() - 1:
            painter.fillRect(QRectF(box.right() - _FOCUS, box.top(), _FOCUS, box.height()), accent)

    def _paint_mark(self, painter: QPainter, cell: Cell, box: QRectF) -> float:
        """A badge or an icon at the left; gives the width it took."""
        if cell.grade is not None:
            side = theme.scaled(_BADGE)
            paint_range_badge(painter, cell.grade.ends, _middle(box, side), side)
            return range_badge_width(cell.grade.ends, side) + theme.scaled(theme.GAP)
        if cell.icon:
            side = theme.scaled(theme.ICON)
            place = QRectF(_middle(box, side), QSizeF(side, side))
            icons.paint(painter, cell.icon, cell.icon_role, place)
            return side + theme.scaled(theme.GAP)
        return 0.0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del index
        return QSize(option.rect.width(), theme.scaled(theme.TABLE_ROW_HEIGHT))


def _middle(box: QRectF, side: float) -> QPointF:
    """The left upper corner of a square in the middle of the height."""
    return QPointF(box.left(), box.center().y() - side / 2)


def _paint_texts(painter: QPainter, cell: Cell, box: QRectF) -> None:
    strong = cell.strong or cell.action
    fact_font = theme.font(strong=strong)
    detail_font = theme.font()
    line = QFontMetricsF(fact_font).height()
    flags = _RIGHT if cell.action or cell.right else _LEFT
    lines = 2 if cell.detail else 1
    top = box.center().y() - lines * (line + 2) / 2
    role = "accent" if cell.action else cell.role
    for number, (text, font, tint) in enumerate(
        ((cell.fact, fact_font, role), (cell.detail, detail_font, cell.detail_role))[:lines]
    ):
        if tint == "warn" and number:
            font.setWeight(theme.font(strong=True).weight())
        place = QRectF(box.left(), top + number * (line + 2), box.width(), line + 2)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.setFont(font)
        painter.setPen(theme.colour(tint))
        painter.drawText(place, int(flags | Qt.TextFlag.TextSingleLine), shown)
