"""What doses on file answer in the form, and how they are told beside the ceilings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.clinical.observing import protocol
from workstation.clinical.dose_findings import (
    answered,
    brought,
    counted,
    denied,
    published,
    recounted,
    taken_back,
    told,
)
from workstation.clinical.doses import DRUGS, GivenDose, drug_label
from workstation.clinical.findings import Finding, Source, known, unknown

FORM = protocol().form
NOW = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
TOCILIZUMAB, DEXAMETHASONE = "tocilizumab", "dexamethasone"


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def dose(drug: str, hours: float, **more: Any) -> GivenDose:
    return GivenDose(drug, ago(hours), **more)


def held(*findings: Finding) -> dict[str, Finding]:
    return {finding.id: finding for finding in findings}


def values(findings: tuple[Finding, ...]) -> dict[str, object]:
    return {finding.id: finding.value for finding in findings}


def answers(doses: tuple[GivenDose, ...], *given: Finding) -> dict[str, object]:
    return values(answered(doses, held(*given), NOW, Source.REPORTED))


def test_the_newest_dose_of_each_kind_answers_its_row() -> None:
    doses = (dose(TOCILIZUMAB, 30), dose("anakinra", 4), dose(DEXAMETHASONE, 2))
    found = answered(doses, {}, NOW, Source.REPORTED)
    assert values(found) == {
        "steroid_given": True,
        "steroid_at": ago(2),
        "anticytokine_given": True,
        "anticytokine_at": ago(4),
        "tocilizumab_doses_total": 1,
        "steroid_doses_24h": 1,
    }
    assert {finding.source for finding in found} == {Source.REPORTED}
    assert {finding.at for finding in found} == {NOW}


@pytest.mark.parametrize(
    ("drug", "hours", "counts"),
    [
        (TOCILIZUMAB, 14 * 24, True),
        (TOCILIZUMAB, 14 * 24 + 0.1, False),
        (DEXAMETHASONE, 72, True),
        (DEXAMETHASONE, 72.1, False),
        (DEXAMETHASONE, 0, True),
        (DEXAMETHASONE, -1, False),
    ],
)
def test_only_a_dose_that_can_hide_a_fever_answers(drug: str, hours: float, counts: bool) -> None:
    assert (DRUGS[drug].masks in answers((dose(drug, hours),))) is counts


@pytest.mark.parametrize(("onset", "counts"), [(100, True), (99, False)])
def test_a_dose_since_the_onset_counts_however_old(onset: float, counts: bool) -> None:
    began = known("crs_onset_at", ago(onset))
    assert ("steroid_given" in answers((dose(DEXAMETHASONE, 100),), began)) is counts


def test_a_replacement_dose_and_an_unknown_medicine_answer_nothing() -> None:
    replaced = dose("other_steroid", 1, replacement=True, name="hydrocortisone")
    assert answers((replaced, dose("aspirin", 1))) == {}


def test_a_prophylactic_dose_hides_a_fever_but_is_not_counted() -> None:
    doses = (dose(TOCILIZUMAB, 3, prophylactic=True), dose(DEXAMETHASONE, 3, prophylactic=True))
    assert set(answers(doses)) == {
        "anticytokine_given",
        "anticytokine_at",
        "steroid_given",
        "steroid_at",
    }


def test_a_later_time_and_a_higher_number_that_were_told_stay() -> None:
    given = (
        known("anticytokine_given", True),
        known("anticytokine_at", ago(1)),
        known("tocilizumab_doses_24h", 2),
        known("tocilizumab_doses_total", 1),
    )
    doses = (dose(TOCILIZUMAB, 5), dose(TOCILIZUMAB, 30))
    assert answers(doses, *given) == {"tocilizumab_doses_total": 2}


def test_a_no_is_overruled_by_a_dose_even_where_a_later_time_stands() -> None:
    given = (known("steroid_given", False), known("steroid_at", ago(1)))
    assert answers((dose(DEXAMETHASONE, 5),), *given) == {
        "steroid_given": True,
        "steroid_doses_24h": 1,
    }


def test_a_time_that_is_not_known_is_filled_in() -> None:
    given = (known("steroid_given", True), unknown("steroid_at"))
    assert answers((dose(DEXAMETHASONE, 5),), *given)["steroid_at"] == ago(5)


def test_the_record_fills_in_what_a_call_does_not_know_and_leaves_what_was_told() -> None:
    doses = (dose(TOCILIZUMAB, 30), dose(DEXAMETHASONE, 5))
    found = brought(doses, held(known("anticytokine_given", False), unknown("steroid_given")), NOW)
    assert values(found) == {
        "steroid_given": True,
        "steroid_at": ago(5),
        "tocilizumab_doses_total": 1,
        "steroid_doses_24h": 1,
    }
    assert {finding.source for finding in found} == {Source.RECORD}
    assert brought((), {}, NOW) == ()


def test_a_no_against_the_record_is_named_with_its_newest_dose() -> None:
    doses = (dose(TOCILIZUMAB, 30), dose(TOCILIZUMAB, 50), dose(DEXAMETHASONE, 100))
    no = held(known("anticytokine_given", False), known("steroid_given", False))
    assert denied(doses, no, NOW) == (doses[0],)
    assert denied(doses, held(known("anticytokine_given", True)), NOW) == ()
    assert denied(doses, {}, NOW) == ()


def back(
    withdrawn: GivenDose, left: tuple[GivenDose, ...], *given: Finding
) -> tuple[dict[str, object], tuple[str, ...]]:
    new, cleared = taken_back(withdrawn, left, held(*given), NOW, Source.RECORD)
    return values(new), cleared


def test_a_withdrawn_dose_leaves_the_one_before_it() -> None:
    first, second = dose(TOCILIZUMAB, 20), dose(TOCILIZUMAB, 5)
    given = answered((first, second), {}, NOW, Source.REPORTED)
    new, cleared = back(second, (first,), *given)
    assert new == {
        "anticytokine_at": ago(20),
        "tocilizumab_doses_24h": 1,
        "tocilizumab_doses_total": 1,
    }
    assert cleared == ()


def test_the_last_dose_withdrawn_is_asked_again_and_never_a_no() -> None:
    only = dose(DEXAMETHASONE, 5)
    given = answered((only,), {}, NOW, Source.REPORTED)
    assert back(only, (), *given) == ({}, ("steroid_given", "steroid_at", "steroid_doses_24h"))


def test_what_was_told_otherwise_stays_when_a_dose_is_withdrawn() -> None:
    only = dose(TOCILIZUMAB, 5)
    told_apart = (
        known("anticytokine_given", True),
        known("anticytokine_at", ago(1)),
        known("tocilizumab_doses_total", 3),
    )
    assert back(only, (), *told_apart) == ({}, ())


def again(
    doses: tuple[GivenDose, ...], *given: Finding
) -> tuple[dict[str, object], tuple[str, ...]]:
    new, cleared = recounted(doses, held(*given), NOW, Source.RECORD)
    return values(new), cleared


def test_a_count_of_the_list_is_made_right_when_time_has_passed() -> None:
    doses = (dose(TOCILIZUMAB, 26), dose(TOCILIZUMAB, 5), dose(DEXAMETHASONE, 30))
    then = (
        known("tocilizumab_doses_24h", 2, at=ago(4)),
        known("tocilizumab_doses_total", 2, at=ago(4)),
        known("steroid_doses_24h", 1, at=ago(10)),
    )
    assert again(doses, *then) == ({"tocilizumab_doses_24h": 1}, ("steroid_doses_24h",))


def test_a_number_that_was_told_apart_from_the_list_stays() -> None:
    doses = (dose(TOCILIZUMAB, 26),)
    assert again(doses, known("tocilizumab_doses_24h", 3, at=ago(4))) == ({}, ())
    assert again(doses, known("tocilizumab_doses_24h", 1)) == ({}, ())
    assert again(doses) == ({}, ())


def test_a_withdrawn_replacement_dose_changes_nothing() -> None:
    replaced = dose("other_steroid", 5, replacement=True)
    assert back(replaced, (), known("steroid_at", ago(5))) == ({}, ())


def test_each_medicine_is_counted_by_its_name_in_the_order_of_the_list() -> None:
    doses = (
        dose("other_steroid", 3, name="prednisone"),
        dose(DEXAMETHASONE, 30),
        dose("other_steroid", 9),
        dose(TOCILIZUMAB, 9),
        dose("other_steroid", 2, replacement=True, name="hydrocortisone"),
    )
    assert [one.says for one in counted(FORM, doses, NOW)] == [
        "Tocilizumab: 1 in 24 hours, 1 in all, the last 9 h ago",
        "Dexamethasone: 0 in 24 hours, 1 in all, the last 30 h ago",
        "prednisone: 1 in 24 hours, 1 in all, the last 3 h ago",
        "Another steroid: 1 in 24 hours, 1 in all, the last 9 h ago",
    ]


def test_the_published_most_is_told_with_its_source_and_to_be_verified() -> None:
    short = FORM.references[FORM.ceilings[TOCILIZUMAB].reference].short
    most = f"Published: 3 in 24 h, 4 in all, 8 h apart ({short}); verify before clinical use"
    assert published(FORM, TOCILIZUMAB) == most
    assert published(FORM, DEXAMETHASONE) == ""
    first = "Tocilizumab: 1 in 24 hours, 1 in all, the last 5 h ago"
    assert told(FORM, (dose(TOCILIZUMAB, 5), dose(DEXAMETHASONE, 1)), NOW) == (
        f"{first}. {most}. Less than 8 hours since the last dose",
        "Dexamethasone: 1 in 24 hours, 1 in all, the last 1 h ago",
    )
    assert told(FORM, (), NOW) == ()


def test_a_limit_that_is_not_published_is_left_out() -> None:
    ceiling = FORM.ceilings[TOCILIZUMAB]
    for lacking, left in (
        (replace(ceiling, in_24_hours=None), "4 in all, 8 h apart"),
        (replace(ceiling, in_all=None), "3 in 24 h, 8 h apart"),
        (replace(ceiling, hours_apart=None), "3 in 24 h, 4 in all"),
    ):
        bare = replace(lacking, reference="unlisted")
        form = replace(FORM, ceilings={TOCILIZUMAB: bare})
        most = f"Published: {left} (unlisted); verify before clinical use"
        assert published(form, TOCILIZUMAB) == most


def test_a_dose_has_the_name_it_was_told_by() -> None:
    assert dose("other_steroid", 1, name="prednisone").label == "prednisone"
    assert dose("other_steroid", 1).label == drug_label("other_steroid") == "Another steroid"
    assert drug_label("aspirin") == "Aspirin"
