"""What may have caused the reaction: agent, dose, when it was given."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.clinical.findings import Therapy
from workstation.clinical.form import Agent, Form
from workstation.ui import theme, when
from workstation.ui.agent_facts import AgentFacts
from workstation.ui.fields import (
    choice_field,
    choose,
    choose_flag,
    flag,
    flag_field,
    offer,
    side_by_side,
    text_field,
    typed,
)
from workstation.ui.overlay import Overlay
from workstation.ui.widgets.surfaces import column

CLASSES = (
    ("", "Not known"),
    ("car_t", "CAR-T or TCR cells"),
    ("bispecific", "Bispecific antibody"),
    ("other", "Other"),
)
_IMMUNOTHERAPY = "immunotherapy"
_MOST_DOSES = 1000


class TherapyFields(QWidget):
    """Agent with a list to choose from, its class where the list lacks it, dose and time."""

    def __init__(self, form: Form, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._kept = Therapy()
        self._agents = {agent_name(agent).casefold(): agent for agent in form.agents.values()}
        self._by_id = form.agents
        self.agent = text_field("Agent", "choose, or type another", 100)
        offer(self.agent.edit, (agent_name(agent) for agent in form.agents.values()))
        self.agent.edit.textChanged.connect(lambda _: self._show_class())
        self.kind = choice_field("Class", CLASSES)
        self.dose = text_field("Dose", "such as step-up 2", 60)
        self.number = text_field("Number of the dose", longest=4)
        self.given = text_field("Given at", "2026-11-21 08:30", 30)
        self.cause = choice_field(
            "Cause", (("", "Not known"), *((code.id, code.label) for code in form.causes))
        )
        self.chemotherapy = flag_field("Chemotherapy in the last 6 weeks")
        body = column(self, gap=theme.GROUP_GAP)
        body.addWidget(side_by_side(self.agent, self.kind))
        body.addWidget(side_by_side(self.dose, self.number, self.given))
        body.addWidget(side_by_side(self.cause, self.chemotherapy))

    def fill(self, therapy: Therapy) -> None:
        """Show what is on file."""
        self._kept = therapy
        agent = self._by_id.get(therapy.agent or "")
        self.agent.edit.setText(agent_name(agent) if agent else therapy.agent_text or "")
        choose(self.kind, therapy.agent_class or "")
        self.dose.edit.setText(therapy.dose_label or "")
        self.number.edit.setText(str(therapy.dose_number) if therapy.dose_number else "")
        choose(self.cause, therapy.cause or "")
        choose_flag(self.chemotherapy, therapy.chemotherapy_within_6_weeks)
        given = therapy.last_dose_at
        self.given.edit.setText(when.typed_moment(given, self._zone) if given else "")

    def taken(self, now: datetime) -> Therapy | None:
        """The therapy as typed, or None after saying at its field what is wrong."""
        number, given = typed(self.number), typed(self.given)
        moment = when.parse_moment(given, self._zone) if given else None
        if number and not (number.isdecimal() and 0 < int(number) <= _MOST_DOSES):
            self.number.refuse("The number of the dose is a whole number from 1 on.")
            return None
        if given and moment is None:
            self.given.refuse(f"Type {when.DATE_ORDER}, then the time, such as 08:30.")
            return None
        if moment is not None and moment > now:
            self.given.refuse("This time lies ahead. Type when the last dose was given.")
            return None
        return self._therapy(int(number) if number else None, moment)

    def _therapy(self, number: int | None, moment: datetime | None) -> Therapy:
        text = typed(self.agent)
        agent = self._agents.get(text.casefold())
        kind = self.kind.edit.currentData()
        if agent is not None:
            same = agent.id == self._kept.agent
            kind = self._kept.agent_class if same else agent.agent_class
        return Therapy(
            cause=self.cause.edit.currentData() or (_IMMUNOTHERAPY if text else None),
            agent=agent.id if agent else None,
            agent_text=text if text and agent is None else None,
            agent_class=kind or None,
            dose_label=typed(self.dose) or None,
            dose_number=number,
            last_dose_at=moment,
            chemotherapy_within_6_weeks=flag(self.chemotherapy),
        )

    @property
    def listed(self) -> Agent | None:
        """The agent of the protocol's list that is typed, if it is one."""
        return self._agents.get(typed(self.agent).casefold())

    def _show_class(self) -> None:
        """A listed agent brings its class; only a typed one has to be classed by hand."""
        agent = self.listed
        if agent is not None:
            choose(self.kind, agent.agent_class)
        self.kind.edit.setEnabled(agent is None)
        why = "The class comes with the agent" if agent else ""
        self.kind.edit.setToolTip(why)
        self.kind.edit.setAccessibleDescription(why)


class TherapyCard(Overlay):
    """Agent and dose of a call, while no patient is attached or when they differ from file."""

    chosen = Signal(object)
    """The ``Therapy`` as typed."""

    def __init__(
        self, near: QWidget, form: Form, zone: str, now: datetime, therapy: Therapy
    ) -> None:
        super().__init__(near, "Agent and dose", "What may have caused the reaction")
        self._now = now
        self.fields = TherapyFields(form, zone)
        self.fields.fill(therapy)
        self.body.addWidget(self.fields)
        self.facts = AgentFacts(form)
        self.body.addWidget(self.facts)
        self.facts.show_agent(self.fields.listed)
        self.fields.agent.edit.textChanged.connect(self._show_facts)
        back = self.add_button("Back", name="back")
        back.clicked.connect(self.close_card)
        save = self.add_button("Save", "primary", name="save_therapy")
        save.clicked.connect(self._save)
        self.default, self.first = save, self.fields.agent.edit

    def _show_facts(self) -> None:
        if self.facts.show_agent(self.fields.listed):
            self.refit()

    def _save(self) -> None:
        therapy = self.fields.taken(self._now)
        self.refit()
        if therapy is not None:
            self.close_card()
            self.chosen.emit(therapy)


def agent_name(agent: Agent) -> str:
    """``Teclistamab (Tecvayli)``."""
    return f"{agent.label} ({agent.brand})" if agent.brand else agent.label
