"""Findings and assessments as JSON values, and back: the contract of ASSESSMENT §1, §2 and §7."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from workstation.clinical.findings import (
    Finding,
    Observation,
    PatientFacts,
    Setting,
    Source,
    State,
    Therapy,
    Value,
)
from workstation.clinical.form import Form, Item
from workstation.clinical.limits import check_value
from workstation.clinical.refusal import Refusal

JSON: TypeAlias = (
    "bool | int | float | str | list[JSON] | tuple[JSON, ...] | Mapping[str, JSON] | None"
)

_FINDING_KEYS = frozenset(("value", "source", "at"))
_ITEM_KEYS = frozenset(
    (
        "id",
        "setting",
        "assessed_at",
        "patient",
        "therapy",
        "findings",
        "prior_call_within_24h",
        "earlier",
    )
)


def finding_to_json(finding: Finding) -> JSON:
    """A finding in its own form; a value always as an object, so that source and time are kept."""
    if finding.state is State.UNKNOWN:
        return None
    if finding.state is State.NOT_ASSESSED:
        return {"not_assessed": finding.reason}
    out: dict[str, JSON] = {"value": _plain(finding.value)}
    if finding.source is not None:
        out["source"] = finding.source.value
    if finding.at is not None:
        out["at"] = finding.at.isoformat()
    return out


def _plain(value: Value | None) -> JSON:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def finding_from_json(form: Form, id: str, json: JSON) -> Finding:
    """One finding from its JSON; raises Refusal naming id, value and limits."""
    item = form.items.get(id)
    if item is None:
        raise Refusal("unknown_id", id, f"{id} is not an item of the protocol.")
    if json is None or json == "unknown":
        return Finding(id, State.UNKNOWN)
    if isinstance(json, Mapping):
        return _from_object(item, json)
    return Finding(id, State.KNOWN, _value(item, json))


def _from_object(item: Item, json: Mapping[str, JSON]) -> Finding:
    if "not_assessed" in json and len(json) == 1:
        return Finding(item.id, State.NOT_ASSESSED, reason=_text(json["not_assessed"], item.id))
    if "value" not in json or not _FINDING_KEYS.issuperset(json):
        keys = ", ".join(sorted(json)) or "nothing"
        raise Refusal(
            "unknown_key", item.id, f"{item.label}: wants value, source and at; found {keys}."
        )
    if json["value"] is None or json["value"] == "unknown":
        return Finding(item.id, State.UNKNOWN)
    at = json.get("at")
    return Finding(
        item.id,
        State.KNOWN,
        _value(item, json["value"]),
        source=_source(json.get("source"), item.id),
        at=None if at is None else time_from_json(at, item.id),
    )


def _value(item: Item, json: JSON) -> Value:
    if item.kind == "time" and isinstance(json, str):
        return check_value(item, time_from_json(json, item.id))
    return check_value(item, json)


def _source(json: JSON, where: str) -> Source | None:
    if json is None:
        return None
    try:
        return Source(_text(json, where))
    except ValueError:
        known = ", ".join(source.value for source in Source)
        raise Refusal("unknown_code", where, f"{json!r} is not a source; one of {known}.") from None


def _text(json: JSON, where: str) -> str:
    if not isinstance(json, str):
        raise Refusal("wrong_type", where, f"{where}: {json!r} is not a text.")
    return json


_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def time_from_json(json: JSON, where: str) -> datetime:
    """A time with its zone; one without a zone is refused, because it may be hours off."""
    try:
        found = datetime.fromisoformat(_text(json, where))
    except ValueError:
        raise Refusal("wrong_type", where, f"{where}: {json!r} is not a time.") from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise Refusal("out_of_limits", where, f"{where}: {json!r} is outside 1900 to 2200.")
    if found.tzinfo is None:
        raise Refusal("wrong_type", where, f"{where}: {json!r} has no zone, like -05:00 or Z.")
    return found


def observation_from_json(form: Form, json: JSON, now: datetime) -> Observation:
    """The item of ASSESSMENT §2; raises Refusal for the first thing that cannot be taken."""
    if not isinstance(json, Mapping):
        raise Refusal("wrong_type", "item", "An item is a JSON object.")
    unknown_keys = sorted(set(json) - _ITEM_KEYS)
    if unknown_keys:
        raise Refusal("unknown_key", unknown_keys[0], f"{unknown_keys[0]} is not a key of an item.")
    at = json.get("assessed_at")
    assessed_at = now if at is None else time_from_json(at, "assessed_at")
    findings = _findings(form, _object(json.get("findings"), "findings"))
    earlier = _findings(form, _object(json.get("earlier"), "earlier"))
    check_times(form, findings, assessed_at)
    check_times(form, earlier, assessed_at)
    therapy = _therapy(form, _object(json.get("therapy"), "therapy"))
    if therapy.last_dose_at is not None and therapy.last_dose_at > assessed_at:
        raise Refusal("future_time", "last_dose_at", "The last dose is later than the assessment.")
    return Observation(
        setting=_setting(json.get("setting")),
        assessed_at=assessed_at,
        patient=patient_from_json(_object(json.get("patient"), "patient")),
        therapy=therapy,
        findings=findings,
        prior_call_within_24h=_bool(json.get("prior_call_within_24h"), "prior_call_within_24h")
        or False,
        id=_echo(json.get("id")),
        earlier=earlier,
    )


def _echo(json: JSON) -> str | int | float | None:
    if json is None or isinstance(json, str | int | float):
        return json
    raise Refusal("wrong_type", "id", "id is a text or a number.")


def _object(json: JSON, where: str) -> Mapping[str, JSON]:
    if json is None:
        return {}
    if not isinstance(json, Mapping):
        raise Refusal("wrong_type", where, f"{where} is an object.")
    return json


def _setting(json: JSON) -> Setting:
    try:
        return Setting(str(json))
    except ValueError:
        known = ", ".join(s.value for s in Setting)
        told = "No setting is given" if json is None else f"The setting is {json!r}"
        raise Refusal("setting", "setting", f"{told}; it is one of {known}.") from None


def _findings(form: Form, json: Mapping[str, JSON]) -> Mapping[str, Finding]:
    return {id: finding_from_json(form, id, one) for id, one in json.items()}


def check_times(form: Form, findings: Mapping[str, Finding], assessed_at: datetime) -> None:
    """Refuse a time after the assessment, but for the time of the next observation."""
    for finding in findings.values():
        times = [finding.at] if finding.at else []
        if isinstance(finding.value, datetime) and finding.id not in form.may_be_later:
            times.append(finding.value)
        if any(time > assessed_at for time in times):
            label = form.items[finding.id].label
            raise Refusal(
                "future_time",
                finding.id,
                f"{label}: its time is after the assessment at {assessed_at.isoformat()}.",
            )


_SHOWN = 20
"""So much of a refused value stands in its sentence."""

_PATIENT_LIMITS: Mapping[str, tuple[float, float]] = {
    "age_years": (0, 120),
    "age_months": (0, 1440),
    "weight_kg": (0.2, 500),
}
_PATIENT_FLAGS = (
    "pregnant",
    "beta_blocker",
    "long_term_steroid",
    "central_line",
    "caregiver_present",
    "has_thermometer",
)


def patient_from_json(json: Mapping[str, JSON]) -> PatientFacts:
    """What is told of a patient; raises Refusal for a key or a value that is none."""
    _known_keys(json, {*_PATIENT_LIMITS, *_PATIENT_FLAGS, "sex", "conditions"}, "patient")
    numbers = {key: _number(json.get(key), key, limits) for key, limits in _PATIENT_LIMITS.items()}
    flags = {key: _bool(json.get(key), key) for key in _PATIENT_FLAGS}
    conditions = json.get("conditions") or []
    if not isinstance(conditions, list | tuple):
        raise Refusal("wrong_type", "conditions", "conditions is a list.")
    return PatientFacts(
        age_years=numbers["age_years"],
        age_months=numbers["age_months"],
        weight_kg=numbers["weight_kg"],
        sex=None if json.get("sex") is None else _text(json["sex"], "sex"),
        conditions=tuple(_text(one, "conditions") for one in conditions),
        **flags,
    )


def _known_keys(json: Mapping[str, JSON], known: set[str], where: str) -> None:
    for key in sorted(set(json) - known):
        raise Refusal("unknown_key", key, f"{key} is not a key of {where}.")


def _number(json: JSON, where: str, limits: tuple[float, float]) -> float | None:
    if json is None or json == "unknown":
        return None
    if isinstance(json, bool) or not isinstance(json, int | float):
        raise Refusal("wrong_type", where, f"{where}: {json!r} is not a number.")
    low, high = limits
    if not low <= json <= high:
        told = str(json)[:_SHOWN]
        raise Refusal("out_of_limits", where, f"{where} {told} is outside {low:g} to {high:g}.")
    return float(json)


def _bool(json: JSON, where: str) -> bool | None:
    if json is None or json == "unknown":
        return None
    if not isinstance(json, bool):
        raise Refusal("wrong_type", where, f"{where}: {json!r} is not true or false.")
    return json


_THERAPY_TEXTS = ("cause", "agent", "agent_text", "agent_class", "dose_label")
_CLASSES = ("car_t", "bispecific", "other")
_CAUSES = ("immunotherapy", "infection", "transplant")


def _therapy(form: Form, json: Mapping[str, JSON]) -> Therapy:
    rest = {"dose_number", "last_dose_at", "chemotherapy_within_6_weeks"}
    _known_keys(json, {*_THERAPY_TEXTS, *rest}, "therapy")
    texts = {k: None if json.get(k) is None else _text(json[k], k) for k in _THERAPY_TEXTS}
    _one_of(texts["agent"], tuple(form.agents), "agent")
    _one_of(texts["agent_class"], _CLASSES, "agent_class")
    _one_of(texts["cause"], _CAUSES, "cause")
    dose = _number(json.get("dose_number"), "dose_number", (0, 1000))
    at = json.get("last_dose_at")
    return Therapy(
        **texts,
        dose_number=None if dose is None else int(dose),
        last_dose_at=None if at is None else time_from_json(at, "last_dose_at"),
        chemotherapy_within_6_weeks=_bool(
            json.get("chemotherapy_within_6_weeks"), "chemotherapy_within_6_weeks"
        ),
    )


def _one_of(value: str | None, known: tuple[str, ...], where: str) -> None:
    if value is not None and value not in known:
        raise Refusal(
            "unknown_code", where, f"{where}: {value!r} is not one of {', '.join(known)}."
        )


# --- out


def observation_to_json(observation: Observation) -> dict[str, JSON]:
    """The item again, as ``observation_from_json`` reads it."""
    patient, therapy = observation.patient, observation.therapy
    out: dict[str, JSON] = {} if observation.id is None else {"id": observation.id}
    out |= {
        "setting": observation.setting.value,
        "assessed_at": observation.assessed_at.isoformat(),
        "patient": _told(
            {key: getattr(patient, key) for key in (*_PATIENT_LIMITS, *_PATIENT_FLAGS, "sex")}
            | {"conditions": list(patient.conditions) or None}
        ),
        "therapy": therapy_to_json(therapy),
        "findings": _answered(observation.findings),
        "prior_call_within_24h": observation.prior_call_within_24h,
    }
    return out | {"earlier": _answered(observation.earlier)} if observation.earlier else out


def _answered(findings: Mapping[str, Finding]) -> dict[str, JSON]:
    return {id: finding_to_json(f) for id, f in findings.items() if f.state is not State.NOT_ASKED}


def therapy_to_json(therapy: Therapy) -> dict[str, JSON]:
    """What is known of the therapy; what is not known is left out."""
    at = therapy.last_dose_at
    return _told(
        {key: getattr(therapy, key) for key in _THERAPY_TEXTS}
        | {
            "dose_number": therapy.dose_number,
            "last_dose_at": None if at is None else at.isoformat(),
            "chemotherapy_within_6_weeks": therapy.chemotherapy_within_6_weeks,
        }
    )


def therapy_from_json(form: Form, json: JSON) -> Therapy:
    """A therapy from its JSON; raises Refusal."""
    return _therapy(form, _object(json, "therapy"))


def _told(values: Mapping[str, JSON]) -> dict[str, JSON]:
    return {key: value for key, value in values.items() if value is not None}
