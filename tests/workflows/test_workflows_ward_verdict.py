"""A report of the ward has no disposition, and is checked like every other."""

from __future__ import annotations

from datetime import date

import pytest

from tests.making_sites import NURSE, WholeSite
from tests.shift import Markers, invented
from tests.whole_sites import first_site, site
from workstation.clinical.encounter import Decision
from workstation.clinical.findings import Setting, known
from workstation.documents.verdict import Status
from workstation.workflows import calls, issuing, patients

__all__ = ["first_site", "site"]


@pytest.mark.parametrize("setting", list(Setting))
def test_a_stored_report_is_valid_in_every_setting(site: WholeSite, setting: Setting) -> None:
    with site.session() as session:
        patients.add(session, invented(Markers(), "p-1", date(1961, 3, 4)))
        draft = calls.start(session, setting, "312 555 0142", "e-1")
        draft = calls.attach_patient(session, "e-1", draft.version, "p-1")
        version = calls.answer(
            session, "e-1", draft.version, [known("temperature_c", 38.6)]
        ).version
        decided = Decision(not_known_reason="other")
        version = calls.decide(session, "e-1", version, decided).version
        issuing.sign(session, "e-1", version, NURSE.password)
        verdict = issuing.verify_stored(session, "e-1")
        assert (verdict.status, verdict.good) == (Status.VALID, True)
