"""An answer draws what it changes; what stays the same is not drawn again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import Key, calling
from tests.whole_sites import first_site, site
from workstation.ui import theme
from workstation.ui.patient_bar import PatientBar
from workstation.ui.section_view import SectionView
from workstation.ui.widgets.answers import TriState
from workstation.ui.widgets.grades import GradeBadge, RangeMeter

__all__ = ["first_site", "site"]


class Paints(QObject):
    """Counts the paints of every widget by its class, and how often one was laid out anew."""

    def __init__(self) -> None:
        super().__init__()
        self.of: Counter[type[QObject]] = Counter()
        self.laid_out: Counter[type[QObject]] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget):
            self.of[type(watched)] += 1
        elif event.type() is QEvent.Type.LayoutRequest:
            self.laid_out[type(watched)] += 1
        return False


@contextmanager
def counted(qapp: QApplication) -> Iterator[Paints]:
    paints = Paints()
    qapp.installEventFilter(paints)
    yield paints
    qapp.removeEventFilter(paints)


def test_a_grade_that_stays_is_not_drawn_again(
    site: WholeSite, qtbot: QtBot, qapp: QApplication
) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_Return)
        call.type("n")
        call.settle()
        before = call.view.draft.assessment.grade
        with counted(qapp) as paints:
            call.type("n")
            call.settle()
        assert call.view.draft.assessment.grade == before
        assert paints.of[GradeBadge] == paints.of[RangeMeter] == 0
        assert paints.of[TriState] >= 1  # the row that was answered


def test_saving_does_not_lay_out_the_bar_of_the_patient(
    site: WholeSite, qtbot: QtBot, qapp: QApplication
) -> None:
    with calling(site, qtbot, size=(1280, 800)) as call:
        call.press(Key.Key_Return)
        call.type("n")
        call.settle()
        with counted(qapp) as paints:
            call.type("n")
            call.settle()
        assert call.view.bar.saved.text().startswith("Saved ")
        assert paints.laid_out[SectionView] > 0  # what asks for it within the page is seen
        assert paints.laid_out[PatientBar] == 0


def test_a_font_handed_out_is_the_askers_own(themed_application: QApplication) -> None:
    mine = theme.font(theme.HEADING, strong=True)
    size = mine.pointSizeF()
    mine.setPixelSize(60)
    assert theme.font(theme.HEADING, strong=True).pointSizeF() == size
    assert theme.font(theme.HEADING, strong=True).weight() == QFont.Weight.DemiBold


def test_a_font_follows_the_size_of_the_text(themed_application: QApplication) -> None:
    normal = theme.font(theme.BODY).pointSizeF()
    theme.set_points(16.5)
    assert theme.font(theme.BODY).pointSizeF() == normal * 1.5
