"""The doses on the signed page: each with its time, the count, the published most."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.documents.form_factory import form
from tests.documents.reading import pages_of, text_of
from tests.documents.summary_factories import SIGNED_AT, content, encounter, patient
from workstation.clinical.doses import GivenDose
from workstation.clinical.knowledge import Ceiling
from workstation.clinical.risk import RiskAssessment
from workstation.documents.content import SummaryContent
from workstation.documents.record import record_json
from workstation.documents.summary import render

MOST = Ceiling("tocilizumab", "Tocilizumab", 3, 4, 8.0, "lee-2019", "2")


def dose(drug: str, hours: float, **more: Any) -> GivenDose:
    return GivenDose(drug, SIGNED_AT - timedelta(hours=hours), id="d", **more)


def with_doses(*given: GivenDose) -> SummaryContent:
    pack = replace(form(), ceilings={"tocilizumab": MOST})
    return content(encounter=encounter(doses=given), form=pack)


def test_the_page_counts_the_doses_beside_the_published_most(tmp_path: Path) -> None:
    told = with_doses(
        dose("tocilizumab", 30, prophylactic=True),
        dose("tocilizumab", 5),
        dose("other_steroid", 2, replacement=True, name="hydrocortisone"),
    )
    pdf = render(told)
    text = text_of(tmp_path, pdf)
    for said in (
        "Dosesgiven",
        "Tocilizumab,prophylactic",
        "hydrocortisone,replacement,notcounted",
        "Tocilizumab:1in24hours,1inall,1prophylacticbesidethem,thelast5hago.",
        "Published:3in24h,4inall,8hapart",
        "verifybeforeclinicaluse.Lessthan8hourssincethelastdose.",
    ):
        assert said in text
    assert pages_of(tmp_path, pdf) <= 2


def test_without_doses_the_page_says_nothing_of_them(tmp_path: Path) -> None:
    assert "Dosesgiven" not in text_of(tmp_path, render(content()))


def test_the_record_in_the_file_holds_each_dose() -> None:
    body = json.loads(record_json(with_doses(dose("tocilizumab", 5))))
    (kept,) = body["encounter"]["doses"]
    assert (kept["drug"], kept["prophylactic"]) == ("tocilizumab", False)


def test_what_is_known_of_the_home_stands_under_the_patient(tmp_path: Path) -> None:
    risk = RiskAssessment(has_cuff=False, has_oximeter=True, travel_minutes=45)
    told = content(encounter=encounter(patient=replace(patient(), risk=risk)))
    text = text_of(tmp_path, render(told))
    assert "nocuff·hasanoximeter·45mintothehospital" in text
    part = RiskAssessment(has_cuff=True)
    told = content(encounter=encounter(patient=replace(patient(), risk=part)))
    text = text_of(tmp_path, render(told))
    assert "hasacuff" in text and "oximeter·" not in text
