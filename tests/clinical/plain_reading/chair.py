"""The level at the chair (ASSESSMENT §6)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tests.clinical.plain_reading import screens
from tests.clinical.plain_reading.ages import limits, systolic_limit
from tests.clinical.plain_reading.axes import NASAL
from tests.clinical.plain_reading.entry import drug
from tests.clinical.plain_reading.lines import anaphylaxis, fired, mild_is_new, told
from tests.clinical.plain_reading.seen import MASKING, MILD, ORGANS, SYMPTOMS, Seen


def chair(one: Seen) -> str | None:
    """The level at the chair."""
    if one.true("died_of_crs"):
        return None
    lines = fired(one)
    if lines.emergency or anaphylaxis(one):
        return "stop_infusion_emergency"
    if "met" in lines.entries or lines.department - replaced(one):
        return "hold_infusion_prescriber_now"
    quiet = lines.entries == {"not_met"} and not lines.urgent
    calm = quiet and not late(one) and complete(one) and normal(one)
    return "continue" if calm else "continue_close_monitoring"


def replaced(one: Seen) -> set[str]:
    """The words that a normal number replaces; in a child it is also normal for the age."""
    heart, systolic = one.get("heart_rate_bpm"), one.get("systolic_mmhg")
    temperature = one.get("temperature_c")
    slowest, fastest = limits(one).heart if screens.child(one) else (51, 110)
    normal = {
        "rapid_heartbeat": heart is not None and max(51, slowest) <= heart <= min(110, fastest),
        "low_blood_pressure": systolic is not None and systolic > 100,
        "high_fever": temperature is not None
        and temperature < Decimal("37.5")
        and drug(one) is False,
    }
    return {word for word, is_normal in normal.items() if is_normal}


def late(one: Seen) -> bool:
    """`observation_due_at` has passed."""
    due = one.get("observation_due_at")
    return isinstance(due, str) and datetime.fromisoformat(due) < one.at


def complete(one: Seen) -> bool:
    """The needed findings of §3 but those for ICANS, and heart, breathing, `awakens_to`."""
    vitals = "temperature_c systolic_mmhg spo2_percent heart_rate_bpm respiratory_rate_bpm"
    needed = [*vitals.split(), "vasopressors", "oxygen_device", "awakens_to"]
    needed += [f"{name}_given" for name in MASKING]
    needed += [id for id in SYMPTOMS if id != "high_fever"]
    if one.get("oxygen_device") in NASAL:
        needed.append("oxygen_flow_l_min")
    return all(one.get(id) is not None for id in needed)


def normal(one: Seen) -> bool:
    """No symptom but a preexisting mild one, nothing in train, and every number in its limits."""
    if any(one.true(id) and (id not in MILD or mild_is_new(one, id)) for id in SYMPTOMS):
        return False
    if one.true("diarrhoea") or in_train(one):
        return False
    spo2, temperature = one.get("spo2_percent"), one.get("temperature_c")
    return bool(Decimal(36) <= temperature < Decimal("37.5") and spo2 >= 94 and _rates(told(one)))


def in_train(one: Seen) -> bool:
    """An infusion reaction, an inotrope, a toxicity of an organ: no normal observation."""
    answered = one.get("reaction_response") in ("prompt", "slow", "recurred")
    reaction = answered or one.true("infusion_interrupted")
    organs = one.true("coagulopathy_needing_products") or any(one.get(id) for id in ORGANS)
    return bool(reaction or organs or one.get("inotropes"))


def _rates(one: Seen) -> bool:
    heart, breathing = one.get("heart_rate_bpm"), one.get("respiratory_rate_bpm")
    systolic = one.get("systolic_mmhg")
    if screens.child(one):
        usual = limits(one)
        return bool(
            usual.heart[0] <= heart <= usual.heart[1]
            and usual.breathing[0] <= breathing <= usual.breathing[1]
            and systolic >= systolic_limit(one)
        )
    return bool(51 <= heart <= 110 and 12 <= breathing <= 20 and systolic > 100)
