"""A limit by age says whose it is: where the age is not known, it is that of an adult."""

from __future__ import annotations

import pytest

from tests.clinical.observing import read

SENTENCE = "Below {systolic_limit}, the limit for {whose_age}"


@pytest.mark.parametrize(
    ("patient", "says"),
    [
        ({"age_years": 4}, "Below 78, the limit for the age"),
        ({"age_months": 8}, "Below 70, the limit for the age"),
        ({"age_years": 61}, "Below 90, the limit for the age"),
        ({}, "Below 90, the limit for an adult"),
    ],
)
def test_a_sentence_says_whose_limit_it_names(patient: dict[str, float], says: str) -> None:
    assert read(patient=patient).fill(SENTENCE) == says
