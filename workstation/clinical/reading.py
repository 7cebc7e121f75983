"""An observation as criteria read it: every name with its value, definitions and results included.

A dictionary that works out what is missing when it is first asked for: a definition of the pack, a
limit of a table, the entry, an axis, a scale, a score.
"""

from __future__ import annotations

from collections.abc import Iterable

from workstation.clinical import early_warning, grades, wording
from workstation.clinical.findings import Observation, State
from workstation.clinical.given import Given, is_number
from workstation.clinical.logic import ABSENT, Interval, Operand, Said, ends
from workstation.clinical.protocol import Definition, Protocol, Rereading
from workstation.clinical.results import GradeRange, Reason, ScoreRange


class Reading(dict[str, Operand]):
    """Values by name (``logic.Names``). ``given`` is what was said, all else follows from it."""

    def __init__(self, protocol: Protocol, observation: Observation, given: Given) -> None:
        super().__init__(given.values)
        self.protocol = protocol
        self.observation = observation
        self.given = given
        self.reread: tuple[Rereading, ...] = ()
        self._grades: dict[str, GradeRange] = {}
        self._scores: dict[str, ScoreRange] = {}
        self._axes: dict[str, grades.AxisResult] = {}
        self._entry: grades.EntryResult | None = None

    def retold(self) -> Reading:
        """The same observation as dispositions read it."""
        changes = [c for c in self.protocol.rereadings if c.when.value(self) is True]
        if not changes:
            return self
        given = self.given.retold(self.protocol, self.observation, changes)
        other = self._changed(given, [id for c in changes for id in (*c.forget, *c.read_as)])
        other.reread = tuple(changes)
        return other

    def supposing(self, id: str, value: Operand) -> Reading:
        """The same reading with one more answer, to see what it would change."""
        return self._changed(self.given.supposing(self.protocol, id, value), [id])

    def _changed(self, given: Given, changed: Iterable[str]) -> Reading:
        """A reading of other answers, with what does not follow from them kept as it is."""
        readers = self.protocol.readers
        anew = frozenset[str]().union(*(readers.get(id, ()) for id in changed))
        other = Reading(self.protocol, self.observation, given)
        other.update(self)
        for name in anew:
            other.pop(name, None)
        other.update(given.values)
        other._axes = {id: one for id, one in self._axes.items() if id not in anew}
        other._scores = {id: one for id, one in self._scores.items() if id not in anew}
        other._entry = None if "entry" in anew else self._entry
        return other

    # --- working out

    def __missing__(self, name: str) -> Operand:
        value = self._work_out(name)
        self[name] = value
        return value

    def _work_out(self, name: str) -> Operand:
        protocol = self.protocol
        if name in protocol.definitions:
            return protocol.definitions[name].node.value(self)
        if name in protocol.tables:
            bands = protocol.tables[name].bands
            return next(v.value(self) for when, v in bands if when.value(self) is True)
        if name == "entry":
            return self.entry().result
        return self._result(name)

    def _result(self, name: str) -> Operand:
        """An axis, a scale or a score as the interval it may lie in."""
        protocol = self.protocol
        if name in protocol.axes:
            axis, owner = self.axis(name), protocol.axes[name][0]
            valid = owner not in protocol.scores or self.score(owner).valid
            return Interval(axis.low, axis.high) if valid else ABSENT
        if name in protocol.scale_names:
            found = self.grade(protocol.scale_names[name])
            return Interval(found.at_least, found.at_most)
        return early_warning.as_operand(self.score(name))

    def entry(self) -> grades.EntryResult:
        """How the CRS scales are entered."""
        if self._entry is None:
            self._entry = grades.enter(self.protocol.entry, self)
        return self._entry

    def axis(self, name: str) -> grades.AxisResult:
        """An axis of the default scale or an item of a score by its name."""
        if name not in self._axes:
            owner, axis = self.protocol.axes[name]
            self._axes[name] = grades.run_axis(axis, self, owner)
        return self._axes[name]

    def grade(self, scale: str) -> GradeRange:
        """The range on a scale."""
        if scale not in self._grades:
            rules = self.protocol.scales[scale]
            default = scale == self.protocol.default_scale
            axes = {
                a.id: self.axis(f"{a.id}_axis") if default else grades.run_axis(a, self, scale)
                for a in rules.axes
            }
            self._grades[scale] = grades.grade(rules, self.entry(), axes, self, default)
        return self._grades[scale]

    def score(self, id: str) -> ScoreRange:
        """The result of a screen."""
        if id not in self._scores:
            score = self.protocol.scores[id]
            results = [self.axis(f"{id}_{item.id}") for item in score.items]
            self._scores[id] = early_warning.total(score, results, self)
        return self._scores[id]

    # --- what logic asks (Names)

    def known(self, name: str) -> bool:
        """True when somebody gave the finding a value; of any other name, when it has one."""
        if name in self.protocol.not_known:
            return name in self.given.known
        value = self[name]
        return value is not None and value is not ABSENT

    def asked(self, name: str) -> bool:
        """True when the finding has any answer at all."""
        finding = self.observation.findings.get(name)
        return finding is not None and finding.state is not State.NOT_ASKED

    def missing(self, name: str) -> frozenset[str]:
        """The findings that keep a name from being known."""
        protocol = self.protocol
        if name in protocol.not_known:
            return frozenset((name,)) if self[name] is None else frozenset()
        if name in protocol.definitions:
            return protocol.definitions[name].node.missing(self)
        if name == "ice":
            return frozenset(("ice_score",))
        if name in self.given.values:
            return frozenset((name,)) if self[name] is None else frozenset()
        if name in protocol.axes:
            return self.axis(name).missing
        return self._missing_of_result(name)

    def _missing_of_result(self, name: str) -> frozenset[str]:
        if name in self.protocol.scale_names:
            return frozenset(self.grade(self.protocol.scale_names[name]).not_known)
        if name in self.protocol.scores:
            return frozenset(self.score(name).not_known)
        return self.entry().missing if name == "entry" else frozenset()

    def why(self, name: str, truth: bool) -> tuple[Said, ...] | None:
        """The reasons behind a definition or a result; None for a finding, which speaks itself."""
        protocol = self.protocol
        if name in protocol.definitions:
            return self._why_definition(protocol.definitions[name], truth)
        if name == "entry":
            return _said(self.entry().because)
        if name in protocol.axes:
            return self._why_axis(name)
        if name in protocol.scale_names:
            return _said(self.grade(protocol.scale_names[name]).because)
        return self._why_score(name) if name in protocol.scores else None

    def _why_definition(self, definition: Definition, truth: bool) -> tuple[Said, ...]:
        says = definition.says if truth else definition.says_not
        if says:
            return (Said(definition.finding, self.fill(says)),)
        return definition.node.why(self, True) if truth else ()

    def _why_axis(self, name: str) -> tuple[Said, ...]:
        owner, axis = self.protocol.axes[name]
        because = self.axis(name).because
        if owner not in self.protocol.scores or not because:
            return _said(because)
        points = self.axis(name).low
        told = f"{self.protocol.scores[owner].name}: {axis.label.lower()} scores {points}"
        return (Said(because[0].finding, told),)

    def _why_score(self, name: str) -> tuple[Said, ...]:
        """One sentence for the whole screen: its least total and what makes it up."""
        score, total = self.protocol.scores[name], self.score(name)
        parts = [(item, self.axis(f"{name}_{item.id}")) for item in score.items]
        scored = [(item.label, r) for item, r in parts if r.low > 0]
        if not scored or not total.because:
            return ()
        listed = ", ".join(f"{label} {r.low}" for label, r in scored)
        return (
            Said(total.because[0].finding, f"{score.name} at least {total.at_least}: {listed}"),
        )

    def sentence(self, name: str, comparison: str, limit: Operand) -> tuple[Said, ...]:
        """One sentence about a finding; what nobody gave says nothing but that it is not known."""
        item = self.protocol.form.items.get(name)
        if name == "ice":
            return self._ice_sentence(comparison, limit)
        if item is None:
            told = _CIRCUMSTANCES.get((name, limit))
            return (Said(name, told),) if told else ()
        if comparison == "not known":
            return (Said(name, wording.not_known(item)),) if self[name] is None else ()
        if name not in self.given.known:
            return ()
        return (
            Said(name, wording.comparison(item, self[name], comparison, limit) + self.age(name)),
        )

    def age(self, name: str) -> str:
        """How old a value is that counts here although it went stale or was not asked again."""
        finding = self.observation.findings.get(name)
        if finding is None or not finding.known:
            finding = self.observation.earlier.get(name)
        counts = name in self.given.stale and name in self.given.known
        if not counts or finding is None or finding.at is None:
            return ""
        minutes = (self.observation.assessed_at - finding.at).total_seconds() / 60
        if minutes < _TOLD_IN_MINUTES:
            return f", taken {minutes:.0f} min before"
        return f", taken {minutes / 60:.0f} h before"

    def _ice_sentence(self, comparison: str, limit: Operand) -> tuple[Said, ...]:
        item, found = self.protocol.form.items["ice_score"], self["ice"]
        least = ends(found).high if isinstance(found, Interval) else found
        return (Said("ice_score", wording.comparison(item, least, comparison, limit)),)

    def fill(self, text: str) -> str:
        """Replace each ``{id}`` by its value in words."""
        for id in [part.split("}")[0] for part in text.split("{")[1:]]:
            text = text.replace("{" + id + "}", self._words(id))
        return text

    def _words(self, id: str) -> str:
        if id == WHOSE_AGE:
            return "the age" if self._age_is_known else "an adult"
        found, item = self[id], self.protocol.form.items.get(id)
        if item is not None:
            return wording.value(item, found)
        return wording.number(found, 0) if is_number(found) else str(found)

    @property
    def _age_is_known(self) -> bool:
        patient = self.observation.patient
        return patient.age_years is not None or patient.age_months is not None


WHOSE_AGE = "whose_age"
"""In a sentence: whom a limit by age is for. Age not known reads as an adult."""

_TOLD_IN_MINUTES = 120

_CIRCUMSTANCES: dict[tuple[str, Operand], str] = {
    ("chemotherapy_within_6_weeks", True): "Chemotherapy within 6 weeks",
    ("prior_call_within_24h", True): "Second call within 24 hours",
    ("within_onset_window", True): "Inside the agent's onset window",
    ("has_thermometer", False): "No thermometer",
    ("caregiver_present", False): "No caregiver",
    ("long_term_steroid", True): "Long-term steroid",
    ("observation_overdue", True): "The next observation is late",
}


def _said(because: tuple[Reason, ...]) -> tuple[Said, ...]:
    return tuple(Said(reason.finding, reason.says) for reason in because)
