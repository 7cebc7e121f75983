"""What a summary is made from: one frozen value, everything already decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workstation.clinical.age_limits import AgeLimit
from workstation.clinical.encounter import Encounter, Patient
from workstation.clinical.episode import Episode
from workstation.clinical.form import Form
from workstation.clinical.results import Assessment
from workstation.site.clock import SetBack
from workstation.site.site import SiteSettings

MEANING = "I made this assessment and the record is correct."
"""What the signature means, in the words that stand on the page."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs. ``printed_name`` carries the credentials, ``serial`` is hexadecimal."""

    user: str
    printed_name: str
    issuer: str
    serial: str


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest audit entry when the page was made: its number and its hash in hex."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class SummaryContent:
    """One encounter, ready for the page.

    ``signed_at`` is aware; the page shows it in the site's zone. ``course`` is what several
    observations say together, ``limits`` are those of a child's vitals. ``set_back`` tells each
    time that the computer's clock was set back since the encounter began.
    """

    encounter: Encounter
    patient: Patient
    assessment: Assessment
    form: Form
    site: SiteSettings
    signer: Signer
    signed_at: datetime
    audit_head: AuditHead
    meaning: str = MEANING
    course: Episode | None = None
    limits: tuple[AgeLimit, ...] = ()
    set_back: tuple[SetBack, ...] = ()
