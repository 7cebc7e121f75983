"""The one door: findings in, assessment out. Pure: time and protocol are arguments."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workstation.clinical import disagreements, early_warning, triage
from workstation.clinical.findings import Observation
from workstation.clinical.given import given
from workstation.clinical.next_question import next_question
from workstation.clinical.protocol import Protocol
from workstation.clinical.reading import Reading
from workstation.clinical.results import Assessment, Disposition, GradeRange, Screens


def assess(protocol: Protocol, observation: Observation) -> Assessment:
    """Grade, screen and triage one observation.

    Every scale gives a range until it is settled; the disposition reads what is measured and told;
    the actions are those of the default scale. Source: ASSESSMENT §3 to §7.
    """
    seen = examine(protocol, observation)
    reading, told, disposition = seen.reading, seen.retold[0], seen.disposition
    grades = {scale: _worded(protocol, reading.grade(scale)) for scale in protocol.scales}
    return Assessment(
        protocol=protocol.ref,
        default_scale=protocol.default_scale,
        grades=grades,
        next_question=next_question(protocol, reading, told, disposition),
        screens=_screens(protocol, reading, told),
        disposition=disposition,
        actions=triage.actions(
            protocol, reading, grades[protocol.default_scale], disposition.level
        ),
        red_flags=tuple(id for id in protocol.red_flags if reading[id] is True),
        warnings=tuple(w.says for w in protocol.warnings if w.when.value(reading) is True),
        differences=tuple(disagreements.told(protocol.disagreements, grades, reading)),
    )


@dataclass(frozen=True, slots=True)
class Examined:
    """An observation as criteria read it, and as dispositions do; the first without old values."""

    reading: Reading
    retold: tuple[Reading, ...]
    disposition: Disposition

    def firing_lines(self) -> tuple[str, ...]:
        """Every line of the setting's list that fires, whatever the level."""
        rules = self.reading.protocol.dispositions.get(self.reading.observation.setting)
        if rules is None:
            return ()
        lines = {line.id: line.when for line in (*rules.lines, *rules.raise_by_one)}
        lines[rules.lowest] = rules.lowest_only_if
        return tuple(
            id for id, when in lines.items() if any(when.value(r) is True for r in self.retold)
        )


def examine(protocol: Protocol, observation: Observation) -> Examined:
    """The readings behind an assessment, and the disposition they give."""
    reading = Reading(protocol, observation, given(protocol, observation))
    retold = _retold(protocol, reading)
    return Examined(reading, retold, _disposition(protocol, reading, retold))


def _disposition(protocol: Protocol, reading: Reading, retold: tuple[Reading, ...]) -> Disposition:
    """None where the setting has no dispositions, and after a death."""
    rules = protocol.dispositions.get(reading.observation.setting)
    if rules is None or reading["died_of_crs"] is True:
        return triage.NONE
    return triage.disposition(rules, retold)


def _retold(protocol: Protocol, reading: Reading) -> tuple[Reading, ...]:
    """How dispositions read: without what went stale, and with it, for it may still alarm."""
    told = reading.retold()
    if not reading.given.stale:
        return (told,)
    kept = given(protocol, reading.observation, with_stale=True)
    return told, Reading(protocol, reading.observation, kept).retold()


def _worded(protocol: Protocol, found: GradeRange) -> GradeRange:
    words = protocol.form.scales[found.scale].words
    low, high = words.get(found.at_least, ""), words.get(found.at_most, "")
    return replace(found, words=low if found.settled else f"{low} up to {high}")


def _untold(reading: Reading) -> frozenset[str]:
    """Circumstances of the therapy that nobody has told."""
    told = reading.observation.therapy.chemotherapy_within_6_weeks is not None
    return frozenset[str]() if told else frozenset(("chemotherapy_within_6_weeks",))


def _screens(protocol: Protocol, reading: Reading, told: Reading) -> Screens:
    """No attribution cancels a screen: neutropenic fever is a fever whatever its stated cause."""
    neutropenia = protocol.febrile_neutropenia.value(told)
    return Screens(
        scores={id: reading.score(id) for id in protocol.scores},
        febrile_neutropenia="unknown" if neutropenia is None else "yes" if neutropenia else "no",
        sepsis_red_flags=early_warning.flags(protocol.flags, reading),
        answers={rule.id: early_warning.answer(rule, told) for rule in protocol.answers},
        quotients={rule.id: early_warning.quotient(rule, reading) for rule in protocol.quotients},
        flags_not_known=early_warning.may_be_raised(protocol.flags, reading, _untold(reading)),
        neutropenia_not_known=tuple(sorted(protocol.febrile_neutropenia.missing(told)))
        if neutropenia is None
        else (),
    )
