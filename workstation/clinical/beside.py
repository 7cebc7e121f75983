"""What stands beside the grade, as lines to read: the other scales, and the screens.

The window and the page show the same lines. Not known is a result of its own, never a zero, and a
screen that does not apply to this patient says so in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from workstation.clinical.age_limits import AgeLimit
from workstation.clinical.form import Form
from workstation.clinical.results import (
    Assessment,
    Difference,
    GradeRange,
    Reason,
    ScoreRange,
    ScreenAnswer,
)

NOT_KNOWN = "not known"
FLAGS, NEUTROPENIA, AGE = "sepsis_red_flags", "febrile_neutropenia", "age_limits"
_NAMES: Mapping[str, tuple[str, str]] = {
    FLAGS: ("Sepsis red flags", "CRS never cancels it: both are looked for"),
    NEUTROPENIA: ("Febrile neutropenia", "Whatever the CRS grade and the stated cause"),
    AGE: ("Vital limits of the age", "A child's limits, as the rules read them"),
}
_OF_CRS = " · CRS"


class Standing(StrEnum):
    """How a line is to be read, beside its words."""

    RAISED = "raised"
    QUIET = "quiet"
    OPEN = "open"
    NOT_VALID = "not_valid"


@dataclass(frozen=True, slots=True)
class BesideLine:
    """One scale or screen: its name, its result in words, and what is behind it.

    ``grade`` is the range of a scale. ``not_known`` are ids of findings. ``words`` say more than
    ``result``: the scale's own words, or why a screen does not apply.
    """

    id: str
    name: str
    version: str
    result: str
    standing: Standing
    words: str = ""
    because: tuple[Reason, ...] = ()
    not_known: tuple[str, ...] = ()
    reference: str = ""
    note: str = ""
    grade: GradeRange | None = None

    @property
    def title(self) -> str:
        """The name with its version, said once; a version is a number or a year."""
        number = self.version.partition(".")[0]
        return f"{self.name} {self.version}" if self._is_apart(number) else self.name

    def _is_apart(self, number: str) -> bool:
        return number.isdigit() and number not in self.name


def span(found: GradeRange | ScoreRange) -> str:
    """``2`` or ``1 to 4``."""
    if found.at_least == found.at_most:
        return str(found.at_least)
    return f"{found.at_least} to {found.at_most}"


def other_scales(form: Form, assessment: Assessment) -> tuple[BesideLine, ...]:
    """Every scale but the default one, in the order of the pack."""
    return tuple(
        _scale(form, id, grade)
        for id, grade in assessment.grades.items()
        if id != assessment.default_scale and id in form.scales
    )


def differences(form: Form, assessment: Assessment) -> tuple[Reason, ...]:
    """Why scales differ; where a sentence speaks of more of them, it says which do here."""
    return tuple(
        replace(one.why, says=one.why.says + _here(form, assessment, one))
        for one in assessment.differences
    )


def _here(form: Form, assessment: Assessment, one: Difference) -> str:
    ids = (*one.higher, *one.lower) if one.partly else ()
    names = [_title(form, id) for id in ids if id != assessment.default_scale]
    return f" (here {', '.join(names)})" if names else ""


def _title(form: Form, id: str) -> str:
    return form.scales[id].name.removesuffix(_OF_CRS)


def _scale(form: Form, id: str, grade: GradeRange) -> BesideLine:
    info = form.scales[id]
    return BesideLine(
        id,
        _title(form, id),
        info.version,
        span(grade),
        Standing.QUIET if grade.settled else Standing.OPEN,
        grade.words,
        grade.because,
        grade.not_known,
        info.reference,
        "; ".join(grade.open_because),
        grade,
    )


def screens(
    form: Form, assessment: Assessment, limits: Iterable[AgeLimit] = ()
) -> tuple[BesideLine, ...]:
    """The screens: points, flags, yes or no, the limits of a child's age, quotients."""
    found = assessment.screens
    lines = [_score(form, id, score) for id, score in found.scores.items()]
    lines += [_flags(assessment), _neutropenia(assessment)]
    lines += [_answer(form, id, answer) for id, answer in found.answers.items()]
    lines += _age(form, tuple(limits))
    return (*lines, *_quotients(form, assessment))


def _named(form: Form, id: str) -> tuple[str, str, str]:
    """Name, reference and note of a screen of the pack."""
    info = form.screens.get(id)
    return (info.name, info.reference, info.note) if info else (id, "", "")


def _score(form: Form, id: str, score: ScoreRange) -> BesideLine:
    name, reference, note = _named(form, id)
    if not score.valid:
        why = score.why_not_valid or "Not valid here"
        return BesideLine(
            id, name, "", "not valid", Standing.NOT_VALID, why, reference=reference, note=note
        )
    settled = score.at_least == score.at_most
    return BesideLine(
        id,
        name,
        "",
        span(score),
        Standing.QUIET if settled else Standing.OPEN,
        "",
        score.because,
        score.not_known,
        reference,
        note,
    )


def _flags(assessment: Assessment) -> BesideLine:
    name, note = _NAMES[FLAGS]
    raised, open_ = assessment.screens.sepsis_red_flags, assessment.screens.flags_not_known
    if raised:
        result, standing = f"{len(raised)} raised", Standing.RAISED
    elif open_:
        result, standing = NOT_KNOWN, Standing.OPEN
    else:
        result, standing = "none", Standing.QUIET
    return BesideLine(FLAGS, name, "", result, standing, because=raised, not_known=open_, note=note)


def _neutropenia(assessment: Assessment) -> BesideLine:
    name, note = _NAMES[NEUTROPENIA]
    answer = assessment.screens.febrile_neutropenia
    missing = assessment.screens.neutropenia_not_known
    return BesideLine(
        NEUTROPENIA, name, "", _said(answer), _standing(answer), not_known=missing, note=note
    )


def _answer(form: Form, id: str, answer: ScreenAnswer) -> BesideLine:
    name, reference, note = _named(form, id)
    return BesideLine(
        id,
        name,
        "",
        _said(answer.answer),
        _standing(answer.answer),
        "",
        answer.because,
        answer.not_known,
        reference,
        note,
    )


def _said(answer: str) -> str:
    return NOT_KNOWN if answer == "unknown" else answer


def _standing(answer: str) -> Standing:
    found = {"yes": Standing.RAISED, "no": Standing.QUIET}
    return found.get(answer, Standing.OPEN)


def _age(form: Form, limits: tuple[AgeLimit, ...]) -> Iterator[BesideLine]:
    """A child's vitals against the limits of the age; none for an adult."""
    if not limits:
        return
    name, note = _NAMES[AGE]
    outside = [limit for limit in limits if limit.inside is False]
    missing = tuple(limit.finding for limit in limits if limit.inside is None)
    result = "inside"
    standing = Standing.QUIET
    if outside:
        result, standing = f"{len(outside)} outside", Standing.RAISED
    elif missing:
        result, standing = NOT_KNOWN, Standing.OPEN
    because = tuple(Reason(one.finding, _outside(form, one), "pals") for one in outside)
    words = "; ".join(f"{_short(form, one.finding)} {one.words}" for one in limits)
    yield BesideLine(AGE, name, "", result, standing, words, because, missing, "pals", note)


def _outside(form: Form, limit: AgeLimit) -> str:
    return f"{_short(form, limit.finding)} is outside {limit.words}, the limits of the age"


def _short(form: Form, finding: str) -> str:
    item = form.items.get(finding)
    return item.short or item.label if item else finding


def _quotients(form: Form, assessment: Assessment) -> Iterator[BesideLine]:
    for id, found in assessment.screens.quotients.items():
        name, reference, note = _named(form, id)
        known = found.value is not None
        yield BesideLine(
            id,
            name,
            "",
            f"{found.value:.2f}" if known else NOT_KNOWN,
            Standing.QUIET if known else Standing.OPEN,
            not_known=found.not_known,
            reference=reference,
            note=note,
        )
