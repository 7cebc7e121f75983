"""Garbage is collected on the window's thread only.

Python collects cycles on whatever thread happens to allocate. When that is a worker, a widget
caught in a cycle is destroyed off the window's thread, and Qt's memory is damaged: the program
stops somewhere else, later. So automatic collection is off, and a timer of the window's thread
does it instead, a generation at a time, by Python's own thresholds. What stands when the first
person has come in is left out of it: looking through the whole program takes a tenth of a second.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 1_000
"""Milliseconds. A young collection takes well under one."""


class Collector(QObject):
    """Switches automatic collection off for the life of the application."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setObjectName("collector")
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self.collect_due)

    def start(self) -> None:
        """Look every second."""
        self._timer.start()

    def keep_what_stands(self) -> None:
        """Collect once more, and look past what is left from now on.

        What stood for somebody before is looked at again: their window may have gone.
        """
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def collect_due(self) -> int | None:
        """Collect the oldest generation that is due; gives its number, None when none is."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return generation
        return None
