"""The vital limits of a child's age in words, for the rows that ask the vitals."""

from __future__ import annotations

from collections.abc import Mapping

from workstation.clinical.encounter import Patient
from workstation.ui.call_draft import CallDraft
from workstation.workflows import assessing


class AgeWords:
    """``for the age 75 to 118`` by item; worked out once for each patient, nothing for an adult."""

    def __init__(self, draft: CallDraft) -> None:
        self._draft = draft
        self._patient: Patient | None = None
        self._words: Mapping[str, str] = {}

    def __call__(self) -> Mapping[str, str]:
        """The words for the patient of now."""
        draft = self._draft
        patient = draft.encounter.patient
        if patient is not self._patient:
            self._patient = patient
            limits = assessing.limits_of_age(draft.session, draft.encounter, draft.now)
            self._words = {one.finding: f"for the age {one.words}" for one in limits}
        return self._words
