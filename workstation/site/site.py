"""What a site tells about itself."""

from __future__ import annotations

from dataclasses import dataclass

IDLE_LOCK_MINUTES = (1, 30)
"""Shortest and longest idle time before the window locks. The lock cannot be switched off."""

SITE_PEM = "site.pem"
"""What the certificate of a site is called when it is handed out."""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """One hospital's settings. ``temperature_unit`` is C or F, ``paper`` a4 or letter.

    ``time_zone`` is an IANA name; times are kept in UTC and shown in this zone.
    """

    name: str
    address: str = ""
    phone: str = ""
    emergency_number: str = "911"
    temperature_unit: str = "C"
    idle_lock_minutes: int = 5
    paper: str = "a4"
    time_zone: str = "UTC"
