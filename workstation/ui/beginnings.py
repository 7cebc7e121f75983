"""The ways into an encounter: by phone, at the chair, on the ward, each with its own key."""

from __future__ import annotations

from dataclasses import dataclass

from workstation.clinical.findings import Setting


@dataclass(frozen=True, slots=True)
class Beginning:
    """One way to begin: where, the words of its button, its icon and its key."""

    setting: Setting
    words: str
    icon: str
    keys: str


NEW_CALL = Beginning(Setting.PHONE, "New call", "phone-call", "Ctrl+N")
BESIDE = (
    Beginning(Setting.CHAIRSIDE, "New chair visit", "chair", "Ctrl+Shift+C"),
    Beginning(Setting.WARD, "New ward assessment", "bed", "Ctrl+Shift+W"),
)
"""Those where the patient is in front of the nurse."""
BEGINNINGS = (NEW_CALL, *BESIDE)
