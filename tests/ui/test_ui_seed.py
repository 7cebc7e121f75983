"""Every line of the patient article is on the screen that docs/seed.md names for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import ALT, CTRL, Calling, Key, calling, jane
from tests.ui.hands import texts
from tests.whole_sites import first_site, site
from workstation.clinical.findings import Setting, Source, Value, known
from workstation.clinical.guide import agent_name
from workstation.clinical.protocol import Protocol
from workstation.ui.guide_view import GuidePage
from workstation.ui.messages import Messages, Notices
from workstation.ui.pages import Desk

__all__ = ["first_site", "site"]

TABLE = Path(__file__).parents[2] / "docs" / "seed.md"
SETTINGS = {"Call": Setting.PHONE, "Ward": Setting.WARD, "Chair": Setting.CHAIRSIDE}
TOLD: Mapping[str, tuple[str, Value]] = {
    "rapid heartbeat": ("rapid_heartbeat", True),
    "difficulty breathing or rapid breathing": ("difficulty_breathing", True),
    "high fever": ("high_fever", True),
    "low blood pressure": ("low_blood_pressure", True),
    "confusion": ("confusion", True),
    "difficulty with language": ("speech_difficulty", True),
    "seizures": ("seizure_now", True),
    "hallucinations": ("hallucinations", True),
    "sleepiness, drowsiness, difficulty waking": ("sleepiness", True),
    "fainting or other changes in consciousness": ("fainting", True),
    "discoloration of the skin": ("skin_discoloration", True),
    "above 39.0 °C": ("temperature_c", 39.1),
    "rapid heartbeat measured: above 130/min": ("heart_rate_bpm", 131),
    "rapid breathing: 25/min or more": ("respiratory_rate_bpm", 25),
}
"""What is answered for a line of the article that sends to emergency care."""


@dataclass(frozen=True)
class Line:
    item: str
    file: str
    id: str
    screen: str


def lines() -> list[Line]:
    rows = [row.strip("|").split("|") for row in TABLE.read_text(encoding="utf-8").splitlines()]
    cells = [[cell.strip().strip("`") for cell in row] for row in rows if len(row) == 5][2:]
    return [
        Line(item, place.partition(": ")[0], place.partition(": ")[2], screen)
        for _, item, place, screens, _ in cells
        for screen in screens.split("; ")
    ]


def of(screen: str) -> list[Line]:
    return [line for line in lines() if line.screen == screen]


SCREENS = list(dict.fromkeys(line.screen for line in lines()))
ASKED = ("Red flags", "Fever", "Circulation", "Breathing", "Neurology", "Symptoms", "Organs")
SECTIONS = [screen for screen in SCREENS if screen.split(", ")[1] in ASKED]
GUIDE = [s for s in SCREENS if s.startswith("Guide, ")]


def words(protocol: Protocol, line: Line) -> set[str]:
    """What may stand on a screen for a place of the pack; one of them has to."""
    id, _, inner = line.id.partition(".")
    return _WORDS[line.file](protocol, id, inner)


def _of_vocabulary(protocol: Protocol, id: str, inner: str) -> set[str]:
    item = protocol.form.items[id]
    if inner:
        return {item.code_label(inner)}
    rows = (row for section in protocol.form.sections for row in section.rows)
    return {item.label, *(row.label for row in rows if id in row.items)}


def _of_look_alike(protocol: Protocol, id: str, inner: str) -> set[str]:
    page = protocol.form.lookalikes[id]
    return {one.text for one in page.steps if one.id == inner} if inner else {page.label}


def _of_agents(protocol: Protocol, id: str, _: str) -> set[str]:
    """An agent by its name and brand; a cause as the page on causes says it."""
    form = protocol.form
    if id in form.agents:
        return {agent_name(form.agents[id])}
    return {one.text for one in form.background["causes"].signs if one.id == id}


def _of_screens(protocol: Protocol, id: str, _: str) -> set[str]:
    screen = protocol.form.screens.get(id)
    return {screen.name if screen else "Sepsis red flags"}


def _of_plain_words(protocol: Protocol, axis: str, rule: str) -> set[str]:
    """The published words of the grade that a rule gives; the least that CRS has is 1."""
    axes = protocol.scales["plain-language"].axes
    found = next(r for a in axes if a.id == axis for r in a.rules if r.id == rule)
    return {protocol.form.scales["plain-language"].published[max(1, found.low)]}


_WORDS: Mapping[str, Callable[[Protocol, str, str], set[str]]] = {
    "vocabulary.yaml": _of_vocabulary,
    "lookalikes.yaml": _of_look_alike,
    "agents.yaml": _of_agents,
    "screens.yaml": _of_screens,
    "scales/plain-language.yaml": _of_plain_words,
    "background.yaml": lambda p, id, inner: {
        one.text for one in p.form.background[id].signs if one.id == inner
    },
    "rechallenge.yaml": lambda p, id, _: {one.label for one in p.form.rechallenge if one.id == id},
    "actions.yaml": lambda p, id, _: {one.text for one in p.actions if one.id == id},
    "advice.yaml": lambda p, id, _: {p.form.advice[id].text},
}


def require(screen: str, protocol: Protocol, said: list[str]) -> None:
    """Every line of a screen is among what is read there."""
    assert of(screen), screen
    missing = [
        line.item
        for line in of(screen)
        if not any(word in text for word in words(protocol, line) for text in said)
    ]
    assert missing == []


@contextmanager
def at(site: WholeSite, qtbot: QtBot, screen: str) -> Iterator[Calling]:
    setting = SETTINGS[screen.partition(", ")[0]]
    with calling(site, qtbot, setting, (1088, 1080)) as call:
        yield call


def say(call: Calling, **values: Value) -> None:
    now = call.clock.now
    call.view.draft.answer([known(i, value, Source.REPORTED, now) for i, value in values.items()])
    call.settle()


@pytest.mark.parametrize("screen", SECTIONS)
def test_a_section_asks_it(site: WholeSite, qtbot: QtBot, screen: str) -> None:
    with at(site, qtbot, screen) as call:
        title = screen.split(", ")[1]
        place = next(n for n, (s, _) in enumerate(call.view.form.sections) if s.title == title)
        call.view.form.show_section(place)
        if any(not row.isVisible() for row in call.view.form.view.rows):
            call.view.form.unfold()
        call.settle()
        rows = [row.label.text() for row in call.view.form.view.rows if row.isVisible()]
        protocol = call.session.protocol
        codes = [
            code.label
            for row in call.view.form.view.rows
            if row.isVisible()
            for item in row.items
            for code in item.codes
        ]
        require(screen, protocol, [*rows, *codes, *texts(call.view.form)])


@pytest.mark.parametrize("screen", GUIDE)
def test_the_guide_says_it(site: WholeSite, qtbot: QtBot, screen: str) -> None:
    with at(site, qtbot, "Call, Guide") as call:
        desk = Desk(call.session, call.tasks, Messages(call.window), Notices(call.window))
        page = GuidePage(desk)
        call.window.setCentralWidget(page)
        page.refresh()
        title = screen.removeprefix("Guide, ")
        page.field.setText(title)
        shown = f"Guide, {title}"
        qtbot.waitUntil(lambda: page.view.text.accessibleName() == shown)
        require(screen, call.session.protocol, texts(page.view.text))


CARDS = {
    "Call, Looks like CRS": Key.Key_L,
    "Call, Say this": Key.Key_S,
    "Call, Risk": Key.Key_R,
}
"""The cards that Alt and a letter open."""


@pytest.mark.parametrize("screen", CARDS)
def test_a_card_of_the_call_says_it(site: WholeSite, qtbot: QtBot, screen: str) -> None:
    with at(site, qtbot, screen) as call:
        call.view.draft.attach(jane(call.session, call.clock).uuid)
        drugs = ("antipyretic_given", "steroid_given", "anticytokine_given")
        say(call, temperature_c=36.8, **dict.fromkeys(drugs, False))
        assert call.view.draft.assessment.disposition.level == "scheduled_call_back"
        call.press(CARDS[screen], ALT)
        call.settle()
        require(screen, call.session.protocol, texts(call.card()))


def test_the_agents_can_be_typed_and_are_told(site: WholeSite, qtbot: QtBot) -> None:
    screen = "Call, Agent and dose"
    with at(site, qtbot, screen) as call:
        call.press(Key.Key_T, CTRL)
        said: list[str] = []
        for line in of(screen):
            call.press(Key.Key_A, CTRL)
            call.type(agent_name(call.session.protocol.form.agents[line.id]))
            call.settle()
            said += texts(call.card())
        require(screen, call.session.protocol, said)


def test_the_screens_are_in_the_panel(site: WholeSite, qtbot: QtBot) -> None:
    with at(site, qtbot, "Call, Screens") as call:
        said = [row.line.title for row in call.view.panel.screens.rows if row.isVisible()]
        require("Call, Screens", call.session.protocol, said)


def test_the_plain_words_of_each_grade_are_behind_the_other_scales(
    site: WholeSite, qtbot: QtBot
) -> None:
    with at(site, qtbot, "Call, Other scales") as call:
        rows = call.view.panel.scales.rows
        row = next(one for one in rows if one.isVisible() and one.line.id == "plain-language")
        row.asked.emit()
        require("Call, Other scales", call.session.protocol, texts(call.card()))


def test_the_actions_of_the_ward_ask_for_it(site: WholeSite, qtbot: QtBot) -> None:
    with at(site, qtbot, "Ward, Actions") as call:
        said: list[str] = []
        for pressors, device in ((), "room_air"), (("norepinephrine",), "room_air"), ((), "cpap"):
            say(call, temperature_c=38.6, vasopressors=pressors, oxygen_device=device)
            call.press(Key.Key_A, ALT)
            said += texts(call.card())
            call.press(Key.Key_Escape)
            call.settle()
        require("Ward, Actions", call.session.protocol, said)


def test_each_emergency_symptom_is_a_disposition_on_the_screen(
    site: WholeSite, qtbot: QtBot
) -> None:
    with at(site, qtbot, "Call, Disposition") as call:
        levels = call.session.protocol.form.levels
        urgent = levels["emergency_department_now"]
        sent = {one.label for one in levels.values() if one.rank >= urgent.rank}
        for line in of("Call, Disposition"):
            id, value = TOLD[line.item]
            say(call, **{id: value})
            assert call.view.panel.disposition.level.text() in sent, line.item
            call.view.draft.answer([], [id])
            call.settle()
            assert call.view.panel.disposition.level.text() not in sent, line.item


def test_a_seizure_brings_the_emergency_card(site: WholeSite, qtbot: QtBot) -> None:
    with at(site, qtbot, "Call, Emergency card") as call:
        for line in of("Call, Emergency card"):
            id, value = TOLD[line.item]
            say(call, **{id: value})
            assert call.view.card.isVisible()


def test_the_chair_is_watched(site: WholeSite, qtbot: QtBot) -> None:
    with at(site, qtbot, "Chair, Disposition") as call:
        own = {one.label for one in call.view.draft.form.levels.values()}
        assert call.view.panel.disposition.level.text() in own
        assert len(of("Chair, Disposition")) == 1


def test_every_screen_of_the_table_is_opened_by_a_test() -> None:
    opened = {*SECTIONS, *GUIDE, *CARDS, "Call, Agent and dose", "Call, Screens"}
    opened |= {"Call, Other scales", "Ward, Actions", "Call, Disposition", "Call, Emergency card"}
    assert set(SCREENS) == opened | {"Chair, Disposition"}
