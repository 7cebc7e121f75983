"""Sending a page to the system's printers. Loaded only when somebody prints."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from workstation.ui.widgets.paper import draw_page
from workstation.workflows.sheets import Drawing

_POINTS_AN_INCH = 72
_SIZES = {"a4": QPageSize.PageSizeId.A4, "letter": QPageSize.PageSizeId.Letter}


def make_printer(title: str, paper: str) -> QPrinter:
    """A printer set to the site's paper. The job is named after the kind of sheet, no patient."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCreator("CRS workstation")
    printer.setFullPage(True)
    size = QPageSize(_SIZES[paper])
    portrait = QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, portrait, QMarginsF(0, 0, 0, 0)))
    return printer


def ask_for_printer(near: QWidget, printer: QPrinter, then: Callable[[], object]) -> None:
    """The system's own dialog over the window; ``then`` runs when a printer was chosen."""
    dialog = QPrintDialog(printer, near.window())
    dialog.setObjectName("print_dialog")

    def on_finished(result: int) -> None:
        dialog.deleteLater()
        if result == QDialog.DialogCode.Accepted:
            then()

    dialog.finished.connect(on_finished)
    # Not ``exec``: the window goes on living, and locks.
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.show()


def print_page(printer: QPrinter, page: Drawing) -> bool:
    """Send one page, as large as the paper that was chosen; False where the printer refused."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    dots = printer.resolution()
    sheet = printer.pageLayout().fullRectPixels(dots)
    share = min(sheet.width() / page.width, sheet.height() / page.height)
    share = min(share, dots / _POINTS_AN_INCH)
    painter.scale(share, share)
    draw_page(painter, page)
    return painter.end()
