"""Several observations: what stays, what is asked anew, what an earlier one still says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.clinical.observing import NOW, protocol
from workstation.clinical.assessment import assess
from workstation.clinical.encounter import (
    Decision,
    Encounter,
    EncounterState,
    Override,
    answered_anew,
    close_observation,
    earlier,
    observation,
    opened_late,
    why_not_closed,
)
from workstation.clinical.findings import Finding, Setting, Source, known, not_assessed, unknown
from workstation.clinical.notation import observation_from_json, observation_to_json
from workstation.clinical.observation_table import decided, graded, observation_lines
from workstation.clinical.refusal import Refusal
from workstation.clinical.results import Assessment

MINUTE = timedelta(minutes=1)


def visit(*found: Finding, setting: Setting = Setting.CHAIRSIDE) -> Encounter:
    return Encounter(
        id=1,
        uuid="e1",
        state=EncounterState.DRAFT,
        setting=setting,
        started_at=NOW,
        nurse="okafor",
        nurse_name="N. Okafor, RN",
        findings={one.id: one for one in found},
    )


def seen(held: Encounter, at: datetime) -> Assessment:
    return assess(protocol(), observation(held, at))


def closed(held: Encounter, minutes: int) -> Encounter:
    at = NOW + minutes * MINUTE
    return close_observation(held, seen(held, at), at, protocol().form.asked_anew)


def told(held: Encounter, *found: Finding) -> Encounter:
    return replace(held, findings={**held.findings, **{one.id: one for one in found}})


def level(held: Encounter, minutes: int) -> str | None:
    return seen(held, NOW + minutes * MINUTE).disposition.level


# --- what is asked anew


def test_every_vital_is_asked_anew_and_facts_of_the_episode_stay() -> None:
    form = protocol().form
    assert {id for id, item in form.items.items() if item.vital} <= form.asked_anew
    assert {"confusion", "urticaria", "ice_naming", "vasopressors"} <= form.asked_anew
    stay = {
        *("baseline_systolic_mmhg", "antipyretic_given", "antipyretic_at", "fever_cause"),
        *("treatment_limits", "anc_per_ul", "creatinine_ctcae_grade", "preexisting_symptoms"),
        *("crs_established", "temperature_max_24h_c", "fever", "died_of_crs"),
    }
    assert stay.isdisjoint(form.asked_anew) and stay <= form.items.keys()


def test_closing_keeps_facts_and_forgets_the_moment() -> None:
    first = visit(known("temperature_c", 37.0), known("antipyretic_given", True))
    second = closed(first, 30)
    assert set(second.findings) == {"antipyretic_given"}
    (one,) = second.observations
    assert one.findings == first.findings and one.asked_anew == {"temperature_c"}
    assert (first.number, second.number, second.opened_at) == (1, 2, NOW + 30 * MINUTE)
    assert first.opened_at == NOW
    third = closed(told(second, known("temperature_c", 36.8)), 60)
    assert [(o.number, o.opened_at - NOW) for o in third.observations] == [
        (1, 0 * MINUTE),
        (2, 30 * MINUTE),
    ]


def test_a_closed_observation_is_graded_again_from_what_it_stored() -> None:
    first = visit(known("temperature_c", 38.4, at=NOW), known("chills", True))
    (one,) = closed(first, 10).observations
    again = observation_from_json(protocol().form, one.graded, NOW)
    assert again == observation(first, NOW + 10 * MINUTE)
    assert assess(protocol(), again).grade.at_least == one.at_least


def test_a_disposition_ends_with_its_observation() -> None:
    override = Override("continue_close_monitoring", "hold_infusion_prescriber_now", True)
    made = Decision(level="hold_infusion_prescriber_now", override=override, note="x")
    after = closed(replace(visit(known("chills", True)), decision=made), 5)
    assert after.decision == Decision(note="x")
    assert after.observations[0].decided == "hold_infusion_prescriber_now"
    plain = replace(after.observations[0], decision=Decision())
    assert plain.decided == plain.level
    chosen = replace(plain, decision=Decision(level="continue"))
    assert chosen.decided == "continue"


def test_why_an_observation_is_not_closed() -> None:
    assert "phone" in why_not_closed(visit(known("chills", True), setting=Setting.PHONE))
    assert "Nothing" in why_not_closed(visit())
    held = visit(known("chills", True), known("antipyretic_given", False))
    assert why_not_closed(held) == ""
    after = closed(held, 10)
    assert not answered_anew(after) and "Nothing" in why_not_closed(after)
    assert answered_anew(told(after, known("antipyretic_given", True)))
    assert why_not_closed(told(after, known("chills", False))) == ""


# --- what an earlier observation still says


def test_a_stale_alarm_goes_on_until_a_newer_value_is_there() -> None:
    """ASSESSMENT §1: never reassuring, always alarming."""
    held = closed(visit(known("systolic_mmhg", 84, at=NOW)), 30)
    assert earlier(held) == {"systolic_mmhg": known("systolic_mmhg", 84, at=NOW)}
    assert level(held, 31) == "hold_infusion_prescriber_now"
    assert "systolic_mmhg" in seen(held, NOW + 31 * MINUTE).grade.not_known
    because = seen(held, NOW + 31 * MINUTE).disposition.because
    assert any("taken 31 min before" in reason.says for reason in because)
    for still in (unknown("systolic_mmhg"), not_assessed("systolic_mmhg", "other")):
        assert level(told(held, still), 31) == "hold_infusion_prescriber_now"
    assert level(told(held, known("systolic_mmhg", 118)), 31) == "continue_close_monitoring"


def test_a_normal_value_of_before_reassures_nobody() -> None:
    calm = visit(
        *(known(id, False) for id in protocol().groups["symptoms"]),
        *(known(id, False) for id in protocol().groups["masking_drugs"]),
        *(known(id, False) for id in protocol().groups["red_flags"]),
        known("temperature_c", 36.8),
        known("systolic_mmhg", 120),
        known("heart_rate_bpm", 80),
        known("respiratory_rate_bpm", 14),
        known("spo2_percent", 98),
        known("oxygen_device", "room_air"),
        known("awakens_to", "spontaneously"),
        known("vasopressors", ()),
    )
    assert level(calm, 1) == "continue"
    assert level(closed(calm, 5), 6) == "continue_close_monitoring"
    assert seen(closed(calm, 5), NOW + 6 * MINUTE).grade.at_most == 4


def test_a_told_sign_alarms_until_it_is_asked_again() -> None:
    held = closed(visit(known("urticaria", True)), 5)
    assert level(held, 6) == "stop_infusion_emergency"
    assert level(told(held, unknown("urticaria")), 6) == "stop_infusion_emergency"
    assert level(told(held, known("urticaria", False)), 6) == "continue_close_monitoring"


def test_what_only_an_offered_row_said_is_forgotten() -> None:
    """Oxygen that ended must not alarm by the flow of before, which nobody asks again."""
    held = visit(known("oxygen_device", "nasal_cannula"), known("oxygen_flow_l_min", 4.0))
    after = told(closed(held, 5), known("oxygen_device", "room_air"))
    assert "oxygen_flow_l_min" in earlier(after)
    assert level(after, 6) == "continue_close_monitoring"


@pytest.mark.parametrize(
    ("taken", "minutes", "stated", "onset", "found"),
    [
        (38.4, 60, None, None, 38.4),
        (38.4, 23 * 60, None, None, 38.4),
        (38.4, 25 * 60, None, None, None),
        (38.4, 25 * 60, None, NOW - MINUTE, 38.4),
        (38.4, 60, known("temperature_max_24h_c", 39.2), None, 39.2),
        (38.4, 60, known("temperature_max_24h_c", 37.9), None, 38.4),
        (38.4, 60, unknown("temperature_max_24h_c"), None, 38.4),
        (None, 60, None, None, None),
    ],
)
def test_the_highest_temperature_of_the_record_counts(
    taken: float | None,
    minutes: int,
    stated: Finding | None,
    onset: datetime | None,
    found: float | None,
) -> None:
    first = known("temperature_c", taken, at=NOW) if taken else unknown("temperature_c")
    held = closed(visit(first, known("chills", True)), 5)
    held = told(held, *([stated] if stated else []))
    held = told(held, *([known("crs_onset_at", onset)] if onset else []))
    highest = observation(held, NOW + minutes * MINUTE).findings.get("temperature_max_24h_c")
    assert (highest.value if highest and highest.known else None) == found
    if found == taken and taken:
        assert highest == known("temperature_max_24h_c", taken, Source.RECORD, NOW)


def test_the_highest_is_of_all_observations_and_a_value_without_time_counts_from_its_end() -> None:
    held = closed(visit(known("temperature_c", 38.2)), 5)
    held = closed(told(held, known("temperature_c", 38.9)), 10)
    held = closed(told(held, known("temperature_c", 37.1)), 15)
    highest = observation(held, NOW + 20 * MINUTE).findings["temperature_max_24h_c"]
    assert (highest.value, highest.at) == (38.9, NOW + 10 * MINUTE)
    assert seen(held, NOW + 20 * MINUTE).grade.at_least == 1


def test_a_late_observation_is_late_until_the_next_is_planned() -> None:
    due = known("observation_due_at", NOW + 20 * MINUTE)
    in_time, late = closed(visit(due), 15), closed(visit(due), 25)
    assert opened_late(visit(due)) is None
    assert opened_late(in_time) is None and opened_late(late) == due
    assert "observation_due_at" not in observation(in_time, NOW + 30 * MINUTE).findings
    assert observation(late, NOW + 30 * MINUTE).findings["observation_due_at"] == due
    planned = known("observation_due_at", NOW + 60 * MINUTE)
    assert observation(told(late, planned), NOW + 30 * MINUTE).findings[planned.id] == planned
    assert opened_late(closed(visit(unknown("observation_due_at")), 15)) is None


# --- as JSON


def test_earlier_values_travel_as_json() -> None:
    held = closed(visit(known("systolic_mmhg", 84, Source.MEASURED, NOW)), 30)
    one = observation(held, NOW + 31 * MINUTE)
    told_json: Mapping[str, Any] = observation_to_json(one)
    assert observation_from_json(protocol().form, told_json, NOW) == one
    assert "earlier" not in observation_to_json(observation(visit(), NOW))
    ahead = {"chills": {"value": True, "at": (NOW + MINUTE).isoformat()}}
    item: dict[str, Any] = {"setting": "ward", "assessed_at": NOW.isoformat(), "earlier": ahead}
    with pytest.raises(Refusal, match="after the assessment"):
        observation_from_json(protocol().form, item, NOW)


# --- the lines of the table


def test_the_lines_hold_every_observation() -> None:
    held = visit(
        known("temperature_c", 38.44, at=NOW),
        known("systolic_mmhg", 118),
        known("diastolic_mmhg", 74),
        known("oxygen_device", "nasal_cannula"),
        known("oxygen_flow_l_min", 2.0),
        unknown("heart_rate_bpm"),
        not_assessed("spo2_percent", "other"),
        known("observation_due_at", NOW + 5 * MINUTE),
    )
    held = told(closed(held, 10), known("temperature_c", 37.0), known("systolic_mmhg", 110))
    at = NOW + 20 * MINUTE
    for unit, shown in (("C", "38.44"), ("F", "101.2")):
        first, last = observation_lines(protocol().form, held, graded(seen(held, at), at), unit)
        values = first.values
        assert values["temperature"].text == shown and values["temperature"].at == NOW
        assert values["pressure"].text == "118/74"
        assert values["oxygen"].text == "Nasal cannula 2 L"
        assert [values[n].state.value for n in ("pulse", "breathing", "spo2")] == [
            *("unknown", "not_asked", "not_assessed"),
        ]
    assert last.values["pressure"].text == "110"
    assert (first.number, last.number, first.late, last.late) == (1, 2, False, True)
    assert (first.by_name, last.at) == ("N. Okafor, RN", at)


def test_which_disposition_counts() -> None:
    override = Override("continue", "hold_infusion_prescriber_now", True)
    assert decided(Decision(override=override), "continue") == "hold_infusion_prescriber_now"
    assert decided(Decision(level="continue"), None) == "continue"
    assert decided(Decision(), None) is None
