"""Colours that can be read, fonts that are really in use, and one place for both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QRawFont
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from workstation.ui import icons, theme
from workstation.ui.theme import DARK, LIGHT, Tokens
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label

TEXT = 4.5
SHAPE = 3.0

PAIRS = [
    ("text", "bg", TEXT), ("text", "surface", TEXT), ("text", "sunken", TEXT),
    ("text", "tint", TEXT), ("text", "danger_tint", TEXT), ("text", "warn_tint", TEXT),
    ("text", "ok_tint", TEXT),
    ("text2", "bg", TEXT), ("text2", "surface", TEXT), ("text2", "sunken", TEXT),
    ("text2", "tint", TEXT), ("text2", "danger_tint", TEXT),
    ("accent", "surface", TEXT), ("accent", "tint", TEXT), ("accent", "bg", TEXT),
    ("on_accent", "accent", TEXT), ("on_accent", "accent_hover", TEXT),
    ("danger", "surface", TEXT), ("danger", "danger_tint", TEXT), ("danger", "tint", TEXT),
    ("on_danger", "danger_fill", TEXT),
    ("warn", "surface", TEXT), ("warn", "warn_tint", TEXT), ("warn", "sunken", TEXT),
    ("ok", "surface", TEXT), ("ok", "ok_tint", TEXT), ("ok", "danger_tint", TEXT),
    ("series2", "surface", TEXT),
    ("edge", "surface", SHAPE), ("edge", "tint", SHAPE), ("edge", "bg", SHAPE),
    ("warn_line", "surface", SHAPE), ("accent", "danger_tint", SHAPE),
]  # fmt: skip


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_is_read_stands_out(tokens: Tokens, front: str, back: str, least: float) -> None:
    assert contrast(getattr(tokens, front), getattr(tokens, back)) >= least


def test_no_colour_and_no_pixel_size_outside_the_theme(repository: Path) -> None:
    written = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b|\b\d+px\b")
    found = [
        f"{path.name}: {match}"
        for path in (repository / "workstation" / "ui").rglob("*.py")
        if path.name != "theme.py"
        for match in written.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_only_the_application_has_a_style_sheet(repository: Path) -> None:
    found = [
        path.name
        for path in (repository / "workstation" / "ui").rglob("*.py")
        if "setStyleSheet" in path.read_text(encoding="utf-8") and path.name != "theme.py"
    ]
    assert found == []


def test_the_family_in_use_is_the_one_asked_for_and_has_weight_600(
    themed_application: QApplication,
) -> None:
    asked = themed_application.font()
    assert QFontInfo(asked).family() == theme.family()
    strong = theme.font(strong=True)
    assert QFontInfo(strong).weight() == QFont.Weight.DemiBold
    assert "SemiBold" in QFontDatabase.styles(theme.family())


def test_figures_have_one_width(themed_application: QApplication) -> None:
    widths = {theme_width(digit) for digit in "0123456789"}
    assert len(widths) == 1


def theme_width(text: str) -> int:
    made = QLabel(text)
    made.setFont(theme.font())
    return made.fontMetrics().horizontalAdvance(text * 10)


def test_the_shipped_font_has_every_character_of_our_own_texts(
    themed_application: QApplication, repository: Path
) -> None:
    raw = QRawFont.fromFont(theme.font())
    folders = (repository / "workstation" / "ui", repository / "resources" / "protocols")
    texts = [
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in (*folder.rglob("*.py"), *folder.rglob("*.yaml"))
    ]
    odd = {c for text in texts for c in text if ord(c) > 126}
    assert {c for c in odd if not raw.supportsCharacter(ord(c))} == set()


def test_a_label_shows_markup_as_it_was_typed(qtbot: QtBot) -> None:
    made = label("<b>bold</b> <img src='x'>")
    qtbot.addWidget(made)
    assert made.sizeHint().width() > label("bold").sizeHint().width() * 3


def test_another_mode_gives_other_colours_and_tints_icons_again(qtbot: QtBot) -> None:
    button = Button("Call", icon="phone")
    qtbot.addWidget(button)
    before = button.icon().pixmap(16, 16).toImage()
    theme.set_mode(theme.Mode.DARK)
    assert theme.tokens() is DARK
    assert button.icon().pixmap(16, 16).toImage() != before


def test_larger_text_makes_heights_grow(themed_application: QApplication) -> None:
    normal = theme.scaled(theme.ROW_HEIGHT)
    theme.set_points(16.5)
    assert theme.scaled(theme.ROW_HEIGHT) >= normal * 1.4
    assert theme.points(theme.GRADE) == pytest.approx(30)


def test_every_icon_is_drawn_on_the_same_grid_with_the_same_stroke(repository: Path) -> None:
    drawings = sorted((repository / "resources" / "icons").glob("*.svg"))
    assert len(drawings) >= 30
    for path in drawings:
        text = path.read_text(encoding="utf-8")
        assert 'viewBox="0 0 24 24"' in text
        assert 'stroke-width="1.75"' in text
        assert 'stroke="currentColor"' in text


def test_an_icon_takes_the_colour_of_its_role(themed_application: QApplication) -> None:
    image = icons.pixmap("check", "danger", 24, 2.0).toImage()
    inked = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert inked
    assert {c.name().upper() for c in inked} == {LIGHT.danger}
