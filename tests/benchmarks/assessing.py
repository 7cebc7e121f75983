"""Assessments a second, against reading and writing the same JSON and deciding nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.figures import Figure, alternating, middle
from workstation.app import load_protocol
from workstation.clinical.answer import assessment_to_json
from workstation.clinical.assessment import assess
from workstation.clinical.notation import observation_from_json

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
DEMO = Path(__file__).parents[2] / "resources" / "demo" / "5-phone-green.json"


def measure(times: int) -> Figure:
    """The time of one whole assessment, JSON to JSON, of a call in which everything is asked."""
    protocol = load_protocol()
    told = json.loads(DEMO.read_text(encoding="utf-8"))
    asked = {
        "setting": told["setting"],
        "patient": {"age_years": 58},
        "therapy": {"agent": told["therapy"]["agent"]},
        "findings": told["findings"],
    }
    text = json.dumps(asked)
    observation = observation_from_json(protocol.form, asked, NOW)
    answer = assessment_to_json(assess(protocol, observation))

    def ours() -> None:
        known = observation_from_json(protocol.form, json.loads(text), NOW)
        json.dumps(assessment_to_json(assess(protocol, known)))

    def floor() -> None:
        json.loads(text)
        json.dumps(answer)

    mine, bare = alternating(ours, floor, times)
    a_second = 1000 / middle(mine)
    return Figure(
        "assess, JSON to JSON", middle(mine), middle(bare), "ms", detail=f"{a_second:.0f} a second"
    )
