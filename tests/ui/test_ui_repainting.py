"""An answer draws what it changes; what stays the same is not drawn again."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import Key, calling
from tests.whole_sites import first_site, site
from workstation.ui import theme
from workstation.ui.widgets.answers import TriState
from workstation.ui.widgets.grades import GradeBadge, RangeMeter

__all__ = ["first_site", "site"]


class Paints(QObject):
    """Counts the paints of every widget by its class."""

    def __init__(self) -> None:
        super().__init__()
        self.of: Counter[type[QObject]] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget):
            self.of[type(watched)] += 1
        return False


def test_a_grade_that_stays_is_not_drawn_again(
    site: WholeSite, qtbot: QtBot, qapp: QApplication
) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_Return)
        call.type("n")
        call.settle()
        before, paints = call.view.draft.assessment.grade, Paints()
        qapp.installEventFilter(paints)
        call.type("n")
        call.settle()
        qapp.removeEventFilter(paints)
        assert call.view.draft.assessment.grade == before
        assert paints.of[GradeBadge] == paints.of[RangeMeter] == 0
        assert paints.of[TriState] >= 1  # the row that was answered


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
