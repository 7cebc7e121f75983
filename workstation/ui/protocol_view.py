"""The protocol as a document to read: what is graded, advised and asked, and on whose word."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from workstation.clinical.form import Agent, Form, Level, ScaleInfo
from workstation.site.site import SiteSettings
from workstation.ui import theme
from workstation.ui.pages import Desk, Hints, Page, spoken
from workstation.ui.panel_parts import level_icon
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.grades import GradeBadge
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, Scroll, column, hairline, line

_BADGE = 24
_CLASSES = {"car_t": "CAR-T or TCR cells", "bispecific": "Bispecific antibody", "other": "Other"}


class ProtocolPage(Page):
    """Parts at the left, one part at a time at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Protocol")
        ref = desk.session.protocol.ref
        self.detail.setText(f"{ref.id} {ref.version} · sha256 {ref.sha256[:8]} …")
        form = desk.session.protocol.form
        self._parts: dict[str, Callable[[], QWidget]] = {
            "Scales": lambda: _scales(form),
            "Dispositions": lambda: _levels(form, desk.session.site),
            "Questions": lambda: _questions(form),
            "Agents": lambda: _agents(form),
            "References": lambda: _references(form),
        }
        self._buttons: dict[str, Button] = {}
        self._shown: QWidget | None = None
        row = line(gap=theme.GAP)
        for name in self._parts:
            button = Button(name, "secondary", on_click=partial(self.show_part, name))
            button.setObjectName(f"part_{name.lower()}")
            button.setCheckable(True)
            self._buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self._scroll = Scroll()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._scroll.setProperty("ring", True)
        self._scroll.setAccessibleName("Protocol text")
        self._scroll.body.addStretch(1)
        self.body.addWidget(self._scroll, 1)

    @property
    def hints(self) -> Hints:
        return (("Tab", "next part"), ("Space", "show"), ("Up Down", "scroll"), ("Ctrl+L", "lock"))

    def refresh(self) -> None:
        if self._shown is None:
            self.show_part("Scales")

    def take_keyboard(self) -> None:
        next(b for b in self._buttons.values() if b.isChecked()).setFocus()

    def show_part(self, name: str) -> None:
        """Show one part of the document."""
        for key, button in self._buttons.items():
            button.setChecked(key == name)
        if self._shown is not None:
            self._scroll.body.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = self._parts[name]()
        self._scroll.body.insertWidget(0, self._shown)
        self._shown.show()
        self._scroll.setAccessibleName(f"Protocol, {name.lower()}")
        self._scroll.verticalScrollBar().setValue(0)


def _stack(cards: list[Card]) -> QWidget:
    made = QWidget()
    body = column(made, gap=theme.CARD_GAP)
    for card in cards:
        body.addWidget(card)
    return made


def _scales(form: Form) -> QWidget:
    return _stack([_scale(scale, form) for scale in form.scales.values()])


def _scale(scale: ScaleInfo, form: Form) -> Card:
    card = Card()
    card.body.addWidget(label(scale.name, "heading"))
    source = form.references.get(scale.reference)
    about = " · ".join(part for part in (scale.version, source.short if source else "") if part)
    card.body.addWidget(label(about, "muted"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.GROUP_GAP)
    grid.setVerticalSpacing(theme.GAP)
    grid.setColumnStretch(1, 1)
    for row, (grade, words) in enumerate(sorted(scale.words.items())):
        badge = GradeBadge(_BADGE)
        badge.set_range((grade, grade), scale.name)
        grid.addWidget(badge, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(words, wrap=True), row, 1)
    card.body.addLayout(grid)
    return card


def _levels(form: Form, site: SiteSettings) -> QWidget:
    card = Card()
    ordered = sorted(form.levels.values(), key=lambda level: -level.rank)
    for number, level in enumerate(ordered):
        if number:
            card.body.addWidget(hairline())
        card.body.addWidget(_level(level, form, site))
    return _stack([card])


def _level(level: Level, form: Form, site: SiteSettings) -> QWidget:
    made = QWidget()
    row = line(made, gap=theme.GROUP_GAP)
    row.addWidget(Icon(*level_icon(level)), 0, Qt.AlignmentFlag.AlignTop)
    words = column(gap=4)
    words.addWidget(label(level.label, "strong"))
    words.addWidget(label(level.detail, "muted", wrap=True))
    for advice in form.advice.values():
        if level.id in advice.levels:
            words.addWidget(label(spoken(advice.text, site), wrap=True))
    row.addLayout(words, 1)
    return made


def _questions(form: Form) -> QWidget:
    cards = []
    for section in form.sections:
        card = Card()
        card.body.addWidget(label(section.title, "heading"))
        card.body.addWidget(label(section.say, "muted", wrap=True))
        for row in section.rows:
            card.body.addWidget(hairline())
            card.body.addWidget(_two(row.label, row.say or row.help))
        cards.append(card)
    return _stack(cards)


def _agents(form: Form) -> QWidget:
    card = Card()
    note = "Dated facts. Rates belong to their own trial and scale; rows cannot be compared."
    card.body.addWidget(label(note, "muted", wrap=True))
    for agent in form.agents.values():
        card.body.addWidget(hairline())
        card.body.addWidget(_two(_agent_name(agent), _agent_facts(agent)))
    return _stack([card])


def _agent_name(agent: Agent) -> str:
    return f"{agent.label} ({agent.brand})" if agent.brand else agent.label


def _agent_facts(agent: Agent) -> str:
    facts = (
        ("", _CLASSES.get(agent.agent_class, agent.agent_class)),
        ("Target ", agent.target),
        ("Onset ", agent.onset),
        ("Rates ", agent.rates),
        ("Observation ", agent.observation),
        ("On CRS ", agent.on_crs),
        ("Source ", f"{agent.source}{', ' + agent.dated if agent.dated else ''}"),
    )
    return " · ".join(f"{name}{text}" for name, text in facts if text.strip(" ,"))


def _references(form: Form) -> QWidget:
    card = Card()
    for number, reference in enumerate(form.references.values()):
        if number:
            card.body.addWidget(hairline())
        card.body.addWidget(_two(reference.short, reference.citation))
    return _stack([card])


def _two(name: str, text: str) -> QWidget:
    """A name and its text in two columns, the same in every row."""
    made = QWidget()
    row = line(made, gap=theme.GROUP_GAP)
    head = label(name, "strong", wrap=True)
    head.setFixedWidth(theme.scaled(240))
    row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text or "as labelled", "" if text else "muted", wrap=True), 1)
    return made
