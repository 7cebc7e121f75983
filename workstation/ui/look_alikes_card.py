"""Alt+L: what looks like CRS, what speaks for each, and which signs are there now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from workstation.clinical.form import Form
from workstation.clinical.look_alikes import LookAlikeSeen, Presence, SignSeen
from workstation.clinical.marks import Glyph
from workstation.ui import theme
from workstation.ui.note import known_name
from workstation.ui.overlay import Overlay
from workstation.ui.widgets.glyphs import Icon, StateGlyph
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column, hairline, line

NEVER_CANCELS = (
    "CRS never cancels the sepsis screen: both are looked for, and both are named at hand-over."
)
_MARKS: Mapping[Presence, tuple[str, str, str, str]] = {
    Presence.PRESENT: ("alert-triangle", "warn", "present", "strong"),
    Presence.NOT_PRESENT: ("close", "text2", "not present", "muted"),
    Presence.NOT_KNOWN: ("", "text2", "not known", "muted"),
    Presence.NOT_VALID: ("info", "text2", "not valid", "muted"),
    Presence.TO_ASK: ("message", "text2", "to ask", "muted"),
}
"""Icon with its role, and the word with its own. Without an icon: the ring of what is unknown."""
_MARK_WIDTH = 120
_SOURCE_WIDTH = 116
_MOST_NAMED = 4


class LookAlikesCard(Overlay):
    """Every look-alike of the protocol. Up and Down scroll, Escape goes back to the question."""

    def __init__(self, near: QWidget, form: Form, seen: Sequence[LookAlikeSeen]) -> None:
        super().__init__(near, "Looks like CRS", NEVER_CANCELS)
        for one in seen:
            self.body.addWidget(hairline())
            self.body.addWidget(look_alike(one, form))
        back = self.add_button("Back", "primary", name="back")
        back.clicked.connect(self.close_card)
        self.default = self.first = back


def look_alike(seen: LookAlikeSeen, form: Form) -> QWidget:
    """One condition: its signs as they stand, and what it asks for."""
    made = QWidget()
    made.setObjectName(f"look_alike_{seen.page.id}")
    place = column(made, gap=6)
    head = line(gap=theme.GAP)
    head.addWidget(label(seen.page.label, "heading", wrap=True), 1)
    present = seen.count(Presence.PRESENT)
    head.addWidget(label(counted(seen), "strong" if present else "muted"))
    place.addLayout(head)
    place.addWidget(label(seen.page.says, wrap=True))
    for one in seen.signs:
        place.addWidget(_sign(one, form))
    for number, step in enumerate(seen.page.steps):
        asks = _word("It asks for" if not number else "")
        place.addWidget(_line(asks, (step.text,), _source(form, step.reference)))
    return made


def counted(seen: LookAlikeSeen) -> str:
    """``2 present · 1 not known``; ``none known`` where nothing was asked."""
    told = (
        (Presence.PRESENT, "present"),
        (Presence.NOT_KNOWN, "not known"),
        (Presence.NOT_PRESENT, "not present"),
    )
    said = [f"{seen.count(one)} {word}" for one, word in told if seen.count(one)]
    return " · ".join(said)


def _sign(seen: SignSeen, form: Form) -> QWidget:
    texts = (seen.sign.text, *_details(seen, form))
    strong = seen.presence is Presence.PRESENT
    made = _line(_mark(seen.presence), texts, _source(form, seen.sign.reference), strong=strong)
    made.setAccessibleName(f"{_MARKS[seen.presence][2]}: {'. '.join(texts)}")
    return made


def _details(seen: SignSeen, form: Form) -> Iterator[str]:
    """Why it is there, or what would have to be asked."""
    if seen.because:
        yield "; ".join(dict.fromkeys(one.says for one in seen.because))
    if seen.why_not_valid:
        yield seen.why_not_valid
    if seen.not_known:
        yield f"Not asked or not known: {missing(seen.not_known, form)}"


def missing(ids: Sequence[str], form: Form) -> str:
    """Names of findings and circumstances, the first few."""
    shown = [known_name(form, id) or id for id in ids[:_MOST_NAMED]]
    rest = len(ids) - len(shown)
    return ", ".join(dict.fromkeys(shown)) + (f" and {rest} more" if rest else "")


def _source(form: Form, reference: str) -> str:
    known = form.references.get(reference)
    return known.short if known else reference


def _mark(presence: Presence) -> QWidget:
    icon, tint, word, role = _MARKS[presence]
    made = QWidget()
    row = line(made, gap=6)
    size = theme.ICON_IN_TEXT
    row.addWidget(Icon(icon, tint, size) if icon else StateGlyph(Glyph.UNKNOWN, size))
    row.addWidget(label(word, role), 1)
    return made


def _word(text: str) -> QWidget:
    return label(text, "section")


def _line(left: QWidget, texts: Sequence[str], source: str, *, strong: bool = False) -> QWidget:
    """What stands at the left, the sentence with its details, and where it is written."""
    made = QWidget()
    row = line(made, gap=theme.GAP)
    left.setFixedWidth(theme.scaled(_MARK_WIDTH))
    row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
    words = column(gap=2)
    words.addWidget(label(texts[0], "strong" if strong else "", wrap=True))
    for text in texts[1:]:
        words.addWidget(label(text, "muted", wrap=True))
    row.addLayout(words, 1)
    named = label(source, "muted", wrap=True)
    named.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    named.setFixedWidth(theme.scaled(_SOURCE_WIDTH))
    row.addWidget(named, 0, Qt.AlignmentFlag.AlignTop)
    return made
