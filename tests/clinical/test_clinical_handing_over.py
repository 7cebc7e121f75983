"""What is not ruled out is handed over as such; what is known to be so, or not so, is not."""

from __future__ import annotations

from typing import Any

from tests.clinical.observing import NOW, protocol
from workstation.clinical.assessment import assess
from workstation.clinical.findings import Observation, Setting, known
from workstation.clinical.handing_over import not_ruled_out

NEUTROPENIA = "Febrile neutropenia: first antibiotic within one hour"
ANAPHYLAXIS = "Anaphylaxis pathway first"


def seen(**values: Any) -> Observation:
    findings = {id: known(id, value) for id, value in values.items()}
    return Observation(Setting.PHONE, NOW, findings=findings)


def told(**values: Any) -> str:
    return " | ".join(not_ruled_out(protocol(), seen(**values)))


def test_a_fever_without_a_count_leaves_neutropenia_open() -> None:
    assert NEUTROPENIA in told(temperature_c=38.6)


def test_a_count_settles_it_either_way() -> None:
    assert NEUTROPENIA not in told(temperature_c=38.6, anc_per_ul=300)
    actions = assess(protocol(), seen(temperature_c=38.6, anc_per_ul=300)).actions
    assert any(NEUTROPENIA in action.text for action in actions)
    assert NEUTROPENIA not in told(temperature_c=38.6, anc_per_ul=3000, anc_expected_to_fall=False)


def test_anaphylaxis_is_open_until_every_sign_is_denied() -> None:
    signs = dict.fromkeys(protocol().groups["anaphylaxis_signs"], False)
    assert ANAPHYLAXIS in told(collapse=True)
    assert ANAPHYLAXIS not in told(collapse=True, **signs)
    assert ANAPHYLAXIS not in told(**{**signs, "wheeze": True})


def test_what_is_handed_over_is_an_action_of_the_pack() -> None:
    ids = {rule.id for rule in protocol().actions}
    assert protocol().form.hand_over
    assert set(protocol().form.hand_over) <= ids
