"""What is wrong with a pack, one thing at a time: where, what, the counter-example, what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.case_slips import CaseSlip
from workstation.protocols.case_words import given_rows, name_of, value_of
from workstation.protocols.cases import Failed
from workstation.protocols.changed_places import Place, is_there, line_of_place
from workstation.protocols.failed_words import failed_words, verb
from workstation.protocols.failing import THE_ASSESSMENT, Suspect
from workstation.protocols.pack import Files
from workstation.protocols.proof.laws import Finding
from workstation.protocols.proof.places import line_of
from workstation.protocols.unreadable import placed, unreadable

_WHAT_TO_DO: Mapping[str, str] = {
    "complete": "Add a rule for this combination, or name the open range as a result like 2..4.",
    "sound": "A rule before it must leave the result open while the finding is not known.",
    "tight": "Order the rules so that what is known decides first.",
    "monotone": "Raise the result of the worse finding, or name the exception with its reason.",
    "alive": "Delete the rule, or move it before the one that always decides first.",
    "split": "Give a part of the criterion a name in definitions.yaml, or split the rule in two.",
}
_BOTH = {
    "sound": ("it says", "it may be"),
    "tight": ("it says", "it may be"),
    "monotone": ("before", "worse"),
}
_HOLDS = {"0": "no", "1": "yes", "0 to 1": "not known"}
_NO_RESULT = "99 to -1"
"""The range where no rule holds."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong with a pack, in words that a clinician can follow.

    ``at`` is the counter-example: what each finding is called, and its value. ``results`` are what
    it gives and what it is compared with, such as ``expected yes`` and ``now no``.
    """

    kind: str
    file: str
    line: int | None
    rule: str
    says: str
    what_to_do: str
    at: tuple[tuple[str, str], ...] = ()
    results: tuple[str, ...] = ()

    @property
    def compared(self) -> tuple[tuple[str, str], ...]:
        """Both results, each with what it is: ``("expected", "yes")``; one alone is the result."""
        return tuple(_split(one) for one in self.results)

    @property
    def told(self) -> str:
        """The place and the sentence."""
        return placed(self.file, self.line, self.says.rstrip("."))


def _split(result: str) -> tuple[str, str]:
    for name in ("expected", "now", *_BOTH["sound"], *_BOTH["monotone"]):
        if result.startswith(f"{name} "):
            return name, result.removeprefix(f"{name} ")
    return "result", result


def not_read(files: Files, refused: Refusal) -> Trouble:
    """Where reading stopped."""
    found = unreadable(files, refused)
    return Trouble(
        refused.code, refused.where, found.line, found.rule, found.says, found.what_to_do
    )


def slipped(files: Files, slip: CaseSlip) -> Trouble:
    """A case that stands for nothing."""
    file, id = slip.case.file, slip.case.id
    line = line_in_json(files, file, id)
    return Trouble("cases", file, line, id, f"case {id}: {slip.says}", slip.what_to_do)


def case_failed(
    files: Files, protocol: Protocol, suspect: Suspect, changed: tuple[Place, ...], others: int = 0
) -> Trouble:
    """A case that gives something else, at the rule that most likely changed under it.

    ``others`` is how many more of its results differ.
    """
    found, case = suspect.failed, suspect.failed.case
    own = line_in_json(files, case.file, case.id)
    place = (suspect.file, suspect.rule)
    line = line_of_place(files, place) if suspect.file else None
    gone = bool(suspect.file) and not is_there(files, place) and place in changed
    _, expected, now = failed_words(protocol, found)
    return Trouble(
        kind="case",
        file=suspect.file if line or gone else case.file,
        line=line if line or gone else own,
        rule=suspect.rule or case.id,
        says=f"{f'{suspect.rule} was taken out: ' if gone else ''}"
        f"{_said(protocol, found, f'{case.file}, line {own}')}{_more(others)}",
        what_to_do=_of_case(found.what, changed),
        at=given_rows(protocol, case.input),
        results=(f"expected {expected}", f"now {now}"),
    )


def _more(others: int) -> str:
    if not others:
        return ""
    return f"; {others} more of its results {'differs' if others == 1 else 'differ'}"


def _said(protocol: Protocol, found: Failed, place: str) -> str:
    subject, expected, now = failed_words(protocol, found)
    case = f"case {found.case.id} ({place})"
    if found.what == THE_ASSESSMENT:
        return f"{case} gives no answer, expected one: {now.removesuffix('.')}"
    return f"{subject} {verb(found)} {now} in {case}, expected {expected}"


def _of_case(what: str, changed: tuple[Place, ...]) -> str:
    if what == THE_ASSESSMENT:
        return "Mend the input of the case, or the limits in vocabulary.yaml."
    more = ""
    if len(changed) > 1:
        named = ", ".join(f"{file} {id}" for file, id in changed)
        more = f" Changed in this copy: {named}."
    return f"Put the rule back; or, if you mean it, write what the case now expects.{more}"


def line_in_json(files: Files, file: str, id: str) -> int | None:
    """The line on which a case stands."""
    before, found, _ = files[file].partition(f'"id": "{id}"'.encode())
    return before.count(b"\n") + 1 if found else line_of(files, file, "", id)


def broken(files: Files, protocol: Protocol, finding: Finding) -> Trouble:
    """A law that a rule breaks, with the combination that shows it."""
    part = finding.part
    axis = part.id.rpartition(".")[2]
    # a criterion proved side by side is named by the last definition that was opened
    rule = (finding.rule or axis).rpartition(">")[2].partition("[")[0]
    return Trouble(
        kind=finding.law,
        file=part.file,
        line=line_of(files, part.file, axis if finding.rule else "", rule),
        rule=f"{part.id}.{finding.rule}" if finding.rule not in ("", axis) else part.id,
        says=f"{part.id}: {_named(protocol, finding)}",
        what_to_do=_WHAT_TO_DO[finding.law],
        at=_table(protocol, finding),
        results=_results(finding),
    )


def _named(protocol: Protocol, finding: Finding) -> str:
    """The sentence of the proof, with the finding that it speaks of by its label too."""
    worse = _WORSE.search(finding.says)
    if worse:
        before, after = _step(protocol, worse)
        named = f"{name_of(protocol, worse[1])} gets worse, from {before} to {after},"
        return finding.says.replace(worse[0], named, 1)
    for id, _ in finding.at:
        if f"while {id} " in finding.says and id in protocol.form.items:
            return finding.says.replace(id, name_of(protocol, id), 1)
    return finding.says


_WORSE = re.compile(r"(\w+) gets worse, (.+?) to (.+?),(?= and)")


def _step(protocol: Protocol, worse: re.Match[str]) -> tuple[str, str]:
    before, after = (value_of(protocol, worse[1], told) for told in worse.groups()[1:])
    return before, after


def _table(protocol: Protocol, finding: Finding) -> tuple[tuple[str, str], ...]:
    """The counter-example; of what gets worse both values."""
    worse = _WORSE.search(finding.says)
    rows = []
    for id, told in finding.at:
        value = value_of(protocol, id, told)
        if worse and worse[1] == id:
            value = ", then ".join(_step(protocol, worse))
        rows.append((name_of(protocol, id), value))
    return tuple(rows)


def _results(finding: Finding) -> tuple[str, ...]:
    """Both results in words; of a line or a named criterion whether it holds."""
    shown = [_HOLDS.get(one, one) if finding.part.is_criterion else one for one in finding.results]
    shown = ["no result" if one == _NO_RESULT else one for one in shown]
    if len(shown) < len(_BOTH["sound"]):
        return tuple(shown)
    return tuple(f"{name} {one}" for name, one in zip(_BOTH[finding.law], shown, strict=True))
