"""Years that nobody can mean, typed during a call."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workstation.clinical.doses import GivenDose
from workstation.clinical.encounter import Decision
from workstation.clinical.findings import Setting, Therapy
from workstation.site.problems import Problem
from workstation.workflows import calls, doses
from workstation.workflows.session import Session

SLIP = datetime(206, 11, 25, 8, 30, tzinfo=UTC)
FAR = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


def test_they_are_refused_and_nothing_is_kept(nurse: Session) -> None:
    draft = calls.start(nurse, Setting.PHONE, "1", "e-1")
    with pytest.raises(Problem, match="The year 206 lies outside 1900 to 2200"):
        calls.set_therapy(nurse, "e-1", draft.version, Therapy(last_dose_at=SLIP))
    with pytest.raises(Problem, match="The year 9999"):
        calls.decide(nurse, "e-1", draft.version, Decision(call_back_at=FAR))
    with pytest.raises(Problem, match="The year 206"):
        doses.tell(nurse, "e-1", GivenDose("tocilizumab", SLIP, id="d-1"))
    assert calls.open_encounter(nurse, "e-1") == draft
