"""A second window of a site: refused with the holder's name, while the first works on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.hands import click, find, texts
from workstation.ui.program import Program
from workstation.ui.widgets.buttons import Button
from workstation.vault.lock import SiteLock
from workstation.workflows.sign_in import Door

HOLD = """
import sys
from pathlib import Path
from workstation.vault.lock import SiteLock
lock = SiteLock(Path(sys.argv[1]))
lock.acquire("N. Okafor, RN")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def elsewhere(site: WholeSite) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the window of the site."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(site.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    yield child
    child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        assert stream is not None
        stream.close()


def test_a_second_window_names_the_holder_and_ends_when_it_is_closed(
    elsewhere: subprocess.Popen[str], door: Door, site: WholeSite, qtbot: QtBot
) -> None:
    del elsewhere
    program = Program(replace(door, site_lock=SiteLock(site.folder)))
    program.start()
    window = program.window
    assert window is not None
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: any("N. Okafor, RN" in text for text in texts(window)))
    with qtbot.waitSignal(program.ended):
        click(find(window, Button, "close"))
    program.close()


def test_after_the_first_is_gone_the_window_is_taken(
    elsewhere: subprocess.Popen[str], door: Door, site: WholeSite, qtbot: QtBot
) -> None:
    elsewhere.kill()
    elsewhere.wait()
    lock = SiteLock(site.folder)
    program = Program(replace(door, site_lock=lock))
    program.start()
    window = program.window
    assert window is not None
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: lock.held)
    with qtbot.waitSignal(program.ended):
        window.close()
    program.close()
    assert not lock.held
