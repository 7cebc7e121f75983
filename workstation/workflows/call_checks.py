"""What is typed during a call, as it is kept: nothing unseen, no year that nobody can mean."""

from __future__ import annotations

from dataclasses import replace

from workstation.clinical.encounter import Decision
from workstation.clinical.findings import Therapy
from workstation.workflows.checks import require_our_times, visible_line, visible_text

LONGEST_TEXT = 500
LONGEST_NOTE = 4_000


def kept_decision(decision: Decision) -> Decision:
    """A decision with texts that can be seen. Raises ``Problem`` not_accepted for its times."""
    require_our_times(decision.informed_at, decision.call_back_at)
    override = decision.override
    if override is not None:
        override = replace(override, reason_text=visible_text(override.reason_text, LONGEST_NOTE))
    return replace(
        decision,
        override=override,
        informed=visible_line(decision.informed, LONGEST_TEXT),
        note=visible_text(decision.note, LONGEST_NOTE),
    )


def kept_therapy(therapy: Therapy) -> Therapy:
    """A therapy with texts that can be seen. Raises ``Problem`` not_accepted for its time."""
    require_our_times(therapy.last_dose_at)
    agent, label = therapy.agent_text, therapy.dose_label
    return replace(
        therapy,
        agent_text=None if agent is None else visible_line(agent, LONGEST_TEXT),
        dose_label=None if label is None else visible_line(label, LONGEST_TEXT),
    )
