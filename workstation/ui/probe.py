"""Opens Qt as the window would and prints what it found, as JSON.

Run as a process of its own: where a library of the system is missing, Qt ends the process.
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication


def main() -> int:
    """Prints platform, Qt version, screen and number of font families."""
    application = QGuiApplication(sys.argv)
    sizes = [screen.size() for screen in application.screens()]
    found = {
        "qt": qVersion(),
        "platform": application.platformName(),
        "screen": ", ".join(f"{size.width()} x {size.height()}" for size in sizes) or "none",
        "families": len(QFontDatabase.families()),
    }
    print(json.dumps(found))  # noqa: T201 - the answer to the process that asked
    return 0


if __name__ == "__main__":
    sys.exit(main())
