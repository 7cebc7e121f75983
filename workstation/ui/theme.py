"""Every colour, size and radius of the windows, the palette and the one application style sheet.

``install`` runs once, before the first widget. Painted widgets ask ``tokens()`` while they
paint, so that a change of mode needs no more than a repaint; the grade fills are in
``clinical/marks`` because paper uses them too.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import ClassVar, Final, NamedTuple

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication


class Tokens(NamedTuple):
    """The colour roles of one mode, as ``#RRGGBB``."""

    bg: str
    surface: str
    sunken: str
    line: str
    edge: str
    text: str
    text2: str
    accent: str
    accent_hover: str
    on_accent: str
    tint: str
    danger: str
    danger_fill: str
    on_danger: str
    danger_tint: str
    warn: str
    warn_line: str
    warn_tint: str
    ok: str
    ok_tint: str
    series2: str


LIGHT: Final = Tokens(
    bg="#F3F5F7",
    surface="#FFFFFF",
    sunken="#E9EDF0",
    line="#D5DCE2",
    edge="#7A8793",
    text="#16202A",
    text2="#4B5A67",
    accent="#0B5E7D",
    accent_hover="#094C66",
    on_accent="#FFFFFF",
    tint="#E3EFF4",
    danger="#A61B1B",
    danger_fill="#A61B1B",
    on_danger="#FFFFFF",
    danger_tint="#FBEBEA",
    warn="#744600",
    warn_line="#B87400",
    warn_tint="#FFF3DC",
    ok="#1C6549",
    ok_tint="#E6F2EC",
    series2="#7A4B8C",
)
DARK: Final = Tokens(
    bg="#11171D",
    surface="#1A222A",
    sunken="#151C23",
    line="#303C47",
    edge="#83919E",
    text="#E7ECF0",
    text2="#A9B6C1",
    accent="#74C3DF",
    accent_hover="#93D2E8",
    on_accent="#06222E",
    tint="#16323F",
    danger="#FF9A91",
    danger_fill="#B92A2A",
    on_danger="#FFFFFF",
    danger_tint="#351A1C",
    warn="#F0C067",
    warn_line="#B98A2E",
    warn_tint="#33280F",
    ok="#84CDA8",
    ok_tint="#15302A",
    series2="#C7A3D6",
)

SCRIM_ALPHA: Final = 0.55

# Type, in points at the normal size.
BODY: Final = 11.0
HEADING: Final = 13.0
TITLE: Final = 16.0
GRADE: Final = 20.0
MEASURE: Final = 26.0

# Space and radius.
STEP: Final = 4
GAP: Final = 8
GROUP_GAP: Final = 12
CARD_GAP: Final = 12
CARD_PADDING: Final = 18
PAGE_MARGIN: Final = 24
DIALOG_PADDING: Final = 28
DIALOG_WIDTH: Final = 760
CONTROL_RADIUS: Final = 6
SMALL_RADIUS: Final = 4
BAR_WIDTH: Final = 4

# Heights that grow with the font, through ``scaled``.
CONTROL_HEIGHT: Final = 36
ROW_HEIGHT: Final = 48
NEXT_ROW_HEIGHT: Final = 56
TABLE_ROW_HEIGHT: Final = 56
SMALL_TABLE_ROW_HEIGHT: Final = 46
DENSE_ROW_HEIGHT: Final = 43
"""A row of a long section: the red flags are all in sight at the chair too."""
TABLE_HEAD_HEIGHT: Final = 36
PAGE_HEAD_HEIGHT: Final = 64
PATIENT_BAR_HEIGHT: Final = 72
STEPPER_HEIGHT: Final = 60
FOOT_HEIGHT: Final = 36
ANSWER_HEIGHT: Final = 34
FIELD_WIDTH: Final = 62
ICON: Final = 20
ICON_IN_TEXT: Final = 16
ICON_IN_HEAD: Final = 28
NAVIGATION_WIDTH: Final = 192
PANEL_WIDTH: Final = 352
WIDE_PANEL_WIDTH: Final = 392
WIDE_FROM: Final = 1600
WIDE_FORM_WIDTH: Final = 868

_STYLE: Final = "Fusion"
_REFERENCE_LINE: Final = 18.0
"""Line height of the body font at its normal size; the heights above were drawn for it."""


class Mode(StrEnum):
    """Light, dark, or what the system says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Notifier(QObject):
    """Tells tinted pictures that the mode or the size of the text has changed."""

    changed = Signal()


class _State:
    """What is in force. One application has one theme."""

    resources = Path()
    mode = Mode.SYSTEM
    points = BODY
    tokens = LIGHT
    dark = False
    styled = False
    scale = 1.0
    fonts: ClassVar[dict[tuple[float, bool], QFont]] = {}
    """Those of ``font``; it is asked many times in every paint."""
    images: QTemporaryDir | None = None
    notifier: Notifier | None = None


def tokens() -> Tokens:
    """The colours in force."""
    return _State.tokens


def mode() -> Mode:
    """What was asked for: light, dark or the system's choice."""
    return _State.mode


def dark() -> bool:
    """True while the dark colours are in force."""
    return _State.dark


def colour(role: str) -> QColor:
    """The colour of a role, by its name in :class:`Tokens`."""
    return QColor(getattr(_State.tokens, role))


def scaled(size: float) -> int:
    """A height or width of the design, grown with the font in use."""
    return round(size * _State.scale)


def points(size: float) -> float:
    """A type size of the design, in points, grown with the font in use."""
    return size * _State.points / BODY


def font(size: float = BODY, strong: bool = False) -> QFont:
    """The application's font in a design size, weight 400 or 600."""
    made = _State.fonts.get((size, strong))
    if made is None:
        made = _State.fonts[size, strong] = QFont(QApplication.font())
        made.setPointSizeF(points(size))
        made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return QFont(made)


def resources() -> Path:
    """The folder of icons and styles that ``install`` was given."""
    return _State.resources


def notifier() -> Notifier:
    """The one source of ``changed``."""
    if _State.notifier is None:
        _State.notifier = Notifier()
    return _State.notifier


def new_application(command: str) -> QApplication:
    """The application in the style that ``install`` sets, named as an argument.

    ``setStyle`` hands the style back, and PySide6 makes the Python classes of all styles for it.
    """
    app = QApplication([command, "-style", _STYLE])
    _State.styled = True
    return app


def install(
    app: QApplication, resources: Path, mode: Mode = Mode.SYSTEM, points: float = BODY
) -> None:
    """Style, fonts, palette and style sheet, before the first widget is made."""
    _State.resources = resources
    if not _State.styled:
        app.setStyle(_STYLE)
    load_fonts()
    app.styleHints().colorSchemeChanged.connect(_on_scheme_changed)
    _apply(app, mode, points)


def set_mode(mode: Mode) -> None:
    """Change between light, dark and the system's choice."""
    _apply(_application(), mode, _State.points)


def set_points(points: float) -> None:
    """Change the size of all text; 11 is normal, 16.5 is one and a half."""
    _apply(_application(), _State.mode, points)


def load_fonts() -> None:
    """Register the shipped Fira Sans; static files, because Qt fakes weights of variable ones."""
    package = find_spec("fontpkg_fira_sans")
    for folder in (package and package.submodule_search_locations) or ():
        for name in ("FiraSans-Regular.ttf", "FiraSans-SemiBold.ttf"):
            QFontDatabase.addApplicationFont(str(Path(folder) / "files" / name))


def family() -> str:
    """The system's own face where it is a good one, else the shipped face."""
    if sys.platform in ("win32", "darwin"):
        return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return "Fira Sans"


def _application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("theme.install has not run")
    return app


def _on_scheme_changed() -> None:
    if _State.mode is Mode.SYSTEM:
        _apply(_application(), Mode.SYSTEM, _State.points)


def _apply(app: QApplication, mode: Mode, points: float) -> None:
    _State.mode = mode
    _State.points = points
    _State.dark = mode is Mode.DARK or (
        mode is Mode.SYSTEM and app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    )
    _State.tokens = DARK if _State.dark else LIGHT
    app.setFont(_base_font(points))
    _State.fonts.clear()
    _State.scale = max(1.0, QFontMetricsF(app.font()).height() / _REFERENCE_LINE)
    app.setPalette(_palette(_State.tokens))
    app.setStyleSheet(_style_sheet())
    notifier().changed.emit()


def _base_font(points: float) -> QFont:
    base = QFont(family())
    base.setPointSizeF(points)
    base.setFeature(QFont.Tag("tnum"), 1)
    base.setFeature(QFont.Tag("lnum"), 1)
    return base


def _palette(colours: Tokens) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: colours.bg,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.sunken,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.text2,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: colours.on_danger,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.ToolTipBase: colours.surface,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Light: colours.line,
        QPalette.ColorRole.Midlight: colours.line,
        QPalette.ColorRole.Mid: colours.edge,
        QPalette.ColorRole.Dark: colours.edge,
        QPalette.ColorRole.Accent: colours.accent,
    }
    palette = QPalette()
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.text2))
    return palette


def _style_sheet() -> str:
    """The sheet of ``resources/styles`` with colours, sizes and the tinted pictures filled in."""
    text = (_State.resources / "styles" / "workstation.qss").read_text(encoding="utf-8")
    values: dict[str, str] = _State.tokens._asdict()
    values |= {
        f"pt_{name}": f"{points(size):.2f}pt"
        for name, size in (
            ("body", BODY),
            ("heading", HEADING),
            ("title", TITLE),
            ("grade", GRADE),
            ("measure", MEASURE),
        )
    }
    values |= {f"h{size}": f"{scaled(size)}px" for size in range(8, 65)}
    values |= _tinted_pictures()
    return Template(text).substitute(values)


def _tinted_pictures() -> dict[str, str]:
    """Arrows and ticks for the style sheet, which cannot tint: written once for each mode."""
    if _State.images is None:
        _State.images = QTemporaryDir()
    suffix = "dark" if _State.dark else "light"
    wanted = (
        ("chevron-down", "text2"),
        ("chevron-down", "text"),
        ("check", "on_accent"),
        ("chevron-right", "text2"),
    )
    written: dict[str, str] = {}
    for name, role in wanted:
        drawing = (_State.resources / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        path = Path(_State.images.path()) / f"{name}-{role}-{suffix}.svg"
        tint = getattr(_State.tokens, role)
        path.write_text(drawing.replace("currentColor", tint), encoding="utf-8")
        written[f"img_{name}_{role}".replace("-", "_")] = path.as_posix()
    return written
