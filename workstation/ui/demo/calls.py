"""The calls that are played: who, what was found, what is expected. Read from JSON files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from workstation.clinical.findings import Finding, Setting
from workstation.clinical.form import Form
from workstation.clinical.notation import finding_from_json


@dataclass(frozen=True, slots=True)
class DemoCall:
    """One call. ``patient`` and ``therapy`` hold texts as they are typed, by field."""

    id: str
    title: str
    setting: Setting
    call_back_number: str
    patient: Mapping[str, str]
    therapy: Mapping[str, str]
    findings: Mapping[str, Finding]
    at_least: int
    at_most: int
    disposition: str | None


def read_calls(folder: Path, form: Form, now: datetime) -> tuple[DemoCall, ...]:
    """The calls of a folder in the order of their file names.

    Ages and doses are told relative to ``now``, which is aware and in the zone of the site.
    """
    return tuple(_call(path, form, now) for path in sorted(folder.glob("*.json")))


def _call(path: Path, form: Form, now: datetime) -> DemoCall:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    expect = told["expect"]
    return DemoCall(
        id=told["id"],
        title=told["title"],
        setting=Setting(told["setting"]),
        call_back_number=told.get("call_back_number", ""),
        patient=_patient(told, now.date()),
        therapy=_therapy(told["therapy"], form, now),
        findings={id: finding_from_json(form, id, v) for id, v in told["findings"].items()},
        at_least=expect["at_least"],
        at_most=expect["at_most"],
        disposition=expect["disposition"],
    )


def _patient(told: Mapping[str, Any], today: date) -> dict[str, str]:
    person = dict(told["patient"])
    born = _born(person.pop("age_years"), today)
    address = told.get("address", "")
    return person | {"birth_date": born.isoformat()} | ({"address": address} if address else {})


def _born(age_years: int, today: date) -> date:
    """A birth date that makes somebody this old, about a quarter of a year ago."""
    earlier = today - timedelta(days=100)
    return date(earlier.year - age_years, earlier.month, min(earlier.day, 28))


def _therapy(told: Mapping[str, Any], form: Form, now: datetime) -> dict[str, str]:
    typed = {}
    agent = form.agents.get(told.get("agent", ""))
    if agent is not None:
        typed["agent"] = f"{agent.label} ({agent.brand})" if agent.brand else agent.label
    elif "agent_text" in told:
        typed["agent"] = told["agent_text"]
    if "last_dose_days_ago" in told:
        given = now - timedelta(days=told["last_dose_days_ago"])
        typed["given_at"] = f"{given:%Y-%m-%d %H:%M}"
    return typed
