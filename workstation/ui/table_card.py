"""A card with a table: its name, its rows, and what stands there while there are none."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workstation.ui import theme
from workstation.ui.table import Column, RowsView, TableRow
from workstation.ui.widgets.labels import ElidedLabel, label
from workstation.ui.widgets.surfaces import Card, line

_COLUMNS = (148, 180, 168, 172, 0, 100)


class TableCard(Card):
    """A card with a name, a table, and what stands there while it is empty."""

    def __init__(self, title: str, heads: tuple[str, ...], detail: str = "") -> None:
        super().__init__(padding=0)
        self.setAccessibleName(title)
        self.body.setSpacing(0)
        # The card's border is drawn inside it; a table over it would hide the round corners.
        self.body.setContentsMargins(1, theme.GROUP_GAP, 1, theme.GAP)
        row = line(gap=theme.GAP)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(label(title, "heading"))
        self._detail = ElidedLabel(detail, "muted")
        row.addWidget(self._detail, 1)
        self.head = row
        """What stands behind the title goes to its end."""
        self.body.addLayout(row)
        widths = zip(heads, _COLUMNS, strict=True)
        columns = [Column(head, width, right=not head) for head, width in widths]
        self.table = RowsView(columns, title)
        self.body.addWidget(self.table)
        self._empty: QWidget | None = None

    def set_empty(self, empty: QWidget) -> None:
        """What stands here while there are no rows."""
        self._empty = empty
        empty.setContentsMargins(12, theme.GAP, 12, theme.GAP)
        self.body.addWidget(empty)
        self._show_rows(False)

    def set_rows(self, rows: list[TableRow], detail: str | None = None) -> None:
        """Show rows, or what stands for none."""
        if detail is not None:
            self._detail.setText(detail)
        self.table.set_rows(rows)
        self.table.grow_with_rows()
        self._show_rows(bool(rows))

    def _show_rows(self, some: bool) -> None:
        self.table.setVisible(some)
        if self._empty is not None:
            self._empty.setVisible(not some)
