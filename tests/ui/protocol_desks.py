"""The page of the protocol at a desk, reached by keyboard alone."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.ui.desks import Desks
from tests.ui.hands import ALT, CTRL, Key, focused, press
from workstation.ui.main_window import MainWindow
from workstation.ui.protocol_versions import VersionsView
from workstation.ui.protocol_view import ProtocolPage


def protocol_page(window: MainWindow) -> ProtocolPage:
    page = window.page("protocol")
    assert isinstance(page, ProtocolPage)
    return page


def at_the_protocol(desks: Desks, user: str, place: Key) -> MainWindow:
    window = desks.open(user)
    press(place, CTRL)
    desks.settle()
    assert window.current is protocol_page(window)
    return window


def at_the_versions(desks: Desks, user: str = "pbrandt", place: Key = Key.Key_3) -> MainWindow:
    window = at_the_protocol(desks, user, place)
    press(Key.Key_2, ALT)
    desks.settle()
    return window


def versions(window: MainWindow) -> VersionsView:
    view = protocol_page(window).versions
    assert view is not None
    return view


def tab_to(widget: QWidget) -> None:
    """Reach a widget by Tab alone."""
    for _ in range(40):
        if focused() is widget:
            return
        press(Key.Key_Tab)
    raise AssertionError(f"{widget.objectName()} is not reached by Tab")
