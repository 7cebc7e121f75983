"""An assessment as JSON: the answer of ``assess``, whose keys are the contract (ASSESSMENT §7)."""

from __future__ import annotations

from workstation.clinical.notation import JSON
from workstation.clinical.results import (
    Action,
    Assessment,
    Disposition,
    GradeRange,
    Reason,
    ScoreRange,
    ScreenAnswer,
)


def assessment_to_json(assessment: Assessment) -> dict[str, JSON]:
    """The answer of ``assess``; its keys are the contract."""
    question = assessment.next_question
    ref = assessment.protocol
    return {
        "protocol": {"id": ref.id, "version": ref.version, "sha256": ref.sha256},
        "default_scale": assessment.default_scale,
        "grades": {scale: _grade(g) for scale, g in assessment.grades.items()},
        "next_question": None
        if question is None
        else {"finding": question.finding, "why": question.why},
        "screens": _screens(assessment),
        "disposition": _disposition(assessment.disposition),
        "actions": [_action(action) for action in assessment.actions],
        "red_flags": list(assessment.red_flags),
        "warnings": list(assessment.warnings),
    }


def _grade(grade: GradeRange) -> dict[str, JSON]:
    return {
        "at_least": grade.at_least,
        "at_most": grade.at_most,
        "settled": grade.settled,
        "entry": grade.entry or None,
        "words": grade.words,
        "because": [_reason(reason) for reason in grade.because],
        "not_known": list(grade.not_known),
        "assumed": list(grade.assumed),
        "open_because": list(grade.open_because),
    }


def _reason(reason: Reason) -> dict[str, JSON]:
    return {
        "finding": reason.finding,
        "says": reason.says,
        "source": reason.source,
        "rule": reason.rule,
    }


def _screens(assessment: Assessment) -> dict[str, JSON]:
    screens = assessment.screens
    out: dict[str, JSON] = {id: _score(score) for id, score in screens.scores.items()}
    out |= {id: _answer(answer) for id, answer in screens.answers.items()}
    out |= {
        id: {"value": quotient.value, "not_known": list(quotient.not_known)}
        for id, quotient in screens.quotients.items()
    }
    out["febrile_neutropenia"] = screens.febrile_neutropenia
    out["sepsis_red_flags"] = [_reason(reason) for reason in screens.sepsis_red_flags]
    return out


def _score(score: ScoreRange) -> dict[str, JSON]:
    if not score.valid:
        return {"answer": "not valid", "valid": False, "why": score.why_not_valid}
    return {
        "at_least": score.at_least,
        "at_most": score.at_most,
        "not_known": list(score.not_known),
    }


def _answer(answer: ScreenAnswer) -> dict[str, JSON]:
    return {
        "answer": answer.answer,
        "because": [_reason(reason) for reason in answer.because],
        "not_known": list(answer.not_known),
    }


def _disposition(found: Disposition) -> JSON:
    if found.level is None:
        return None
    return {
        "level": found.level,
        "provisional": found.provisional,
        "waiting_for": list(found.waiting_for),
        "because": [_reason(reason) for reason in found.because],
    }


def _action(action: Action) -> dict[str, JSON]:
    out: dict[str, JSON] = {
        "id": action.id,
        "text": action.text,
        "who": action.who,
        "source": action.source,
    }
    return out | {"if_it_rises": True} if action.if_it_rises else out
