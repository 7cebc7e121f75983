"""The conscience of the product: a pack passes its cases and every proof, or it does not load.

It does not sample: a part is proved over every combination of values at which one of its
criteria could change its mind. What it finds names file, line, a counter-example and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from workstation.clinical.form import Kind
from workstation.clinical.protocol import Line, Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.cases import failed, read_cases
from workstation.protocols.compiler import compile_pack
from workstation.protocols.coverage import uncovered
from workstation.protocols.failing import Suspect, by_likelihood, told
from workstation.protocols.pack import Files, contents, files_of, fingerprint, from_contents
from workstation.protocols.proof.laws import Finding
from workstation.protocols.proof.places import line_of
from workstation.protocols.proof.proving import prove_all
from workstation.protocols.unread import unread
from workstation.protocols.unreadable import unreadable

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


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong with a pack, in words that a clinician can follow."""

    kind: str
    file: str
    line: int | None
    rule: str
    says: str
    what_to_do: str
    at: tuple[tuple[str, str], ...] = ()
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked and what was found. A pack loads when there is no trouble."""

    id: str
    version: str
    sha256: str
    cases: int = 0
    parts: int = 0
    combinations: int = 0
    troubles: tuple[Trouble, ...] = field(default_factory=tuple)

    @property
    def passed(self) -> bool:
        """True for a pack without trouble."""
        return not self.troubles


def check(folder: Path, *, all_troubles: bool = False) -> Report:
    """Check a pack folder. Stops at the first trouble unless asked for all."""
    return check_files(files_of(folder), all_troubles=all_troubles)


def check_files(files: Files, *, all_troubles: bool = False) -> Report:
    """The same for the files themselves."""
    try:
        written = contents(files)
        protocol = compile_pack(from_contents(written, fingerprint(files)))
    except Refusal as refused:
        return Report("", "", "", troubles=(_unreadable(files, refused),))
    counted = _Counted()
    troubles: list[Trouble] = []
    for trouble in chain(_troubles(files, protocol, counted), _unread(files, written)):
        troubles.append(trouble)
        if not all_troubles:
            break
    ref = protocol.ref
    return Report(
        ref.id,
        ref.version,
        ref.sha256,
        counted.cases,
        counted.parts,
        counted.combinations,
        tuple(troubles),
    )


class _Counted:
    """What has been looked at so far."""

    cases = 0
    parts = 0
    combinations = 0


def _unreadable(files: Files, refused: Refusal) -> Trouble:
    found = unreadable(files, refused)
    return Trouble(
        refused.code, refused.where, found.line, found.rule, found.says, found.what_to_do
    )


def _troubles(files: Files, protocol: Protocol, counted: _Counted) -> Iterator[Trouble]:
    cases = read_cases(files)
    counted.cases = len(cases)
    found = [one for case in cases for one in failed(protocol, case)]
    yield from (_failed(files, suspect) for suspect in by_likelihood(cases, found))
    yield from _red_flags(files, protocol)
    for proof in prove_all(protocol):
        counted.parts += 1
        counted.combinations += proof.combinations
        yield from (_broken(files, finding) for finding in proof.findings)
    yield from (_uncovered(files, *missing) for missing in uncovered(protocol, cases))


def _failed(files: Files, suspect: Suspect) -> Trouble:
    found, case = suspect.failed, suspect.failed.case
    owner, _, rule = suspect.rule.rpartition(".")
    own = _line_in_json(files, case.file, case.id)
    line = line_of(files, suspect.file, owner, rule) if suspect.file else None
    return Trouble(
        kind="case",
        file=suspect.file if line else case.file,
        line=line or own,
        rule=suspect.rule or case.id,
        says=f"{found.what} is {found.got} in case {case.id} ({case.file}, line {own}), "
        f"expected {found.expected}",
        what_to_do="Put the rule back; or, if you mean it, write what the case now expects.",
        at=told(case.input),
        results=(f"expected {found.expected}", f"now {found.got}"),
    )


def _line_in_json(files: Files, file: str, id: str) -> int | None:
    mark = f'"id": "{id}"'.encode()
    before, found, _ = files[file].partition(mark)
    return before.count(b"\n") + 1 if found else None


def _broken(files: Files, finding: Finding) -> Trouble:
    part = finding.part
    axis = part.id.rpartition(".")[2]
    # a criterion proved side by side is named by the last definition that was opened
    rule = (finding.rule or axis).rpartition(">")[2].partition("[")[0]
    return Trouble(
        kind=finding.law,
        file=part.file,
        line=line_of(files, part.file, axis if finding.rule else "", rule),
        rule=f"{part.id}.{finding.rule}" if finding.rule not in ("", axis) else part.id,
        says=f"{part.id}: {finding.says}",
        what_to_do=_WHAT_TO_DO[finding.law],
        at=finding.at,
        results=_results(finding),
    )


def _results(finding: Finding) -> tuple[str, ...]:
    """Both results in words; of a line or a named criterion whether it holds."""
    shown = [_HOLDS.get(one, one) if finding.part.is_criterion else one for one in finding.results]
    if len(shown) < len(_BOTH["sound"]):
        return tuple(shown)
    return tuple(f"{name} {one}" for name, one in zip(_BOTH[finding.law], shown, strict=True))


def _uncovered(files: Files, file: str, rule: str, says: str) -> Trouble:
    return Trouble(
        kind="coverage",
        file=file,
        line=line_of(files, file, "", rule),
        rule=rule,
        says=says,
        what_to_do="Add a case to cases/ whose input has this value.",
    )


def _unread(files: Files, written: Mapping[str, object]) -> Iterator[Trouble]:
    for file, name, says in unread(written):
        yield Trouble(
            kind="unread",
            file=file,
            line=line_of(files, file, "", name),
            rule=name,
            says=says,
            what_to_do="Delete it, or name it in the rule that it was written for.",
        )


def _red_flags(files: Files, protocol: Protocol) -> Iterator[Trouble]:
    """Every red flag of the form reaches a line of the two highest levels by itself."""
    for setting, rules in protocol.dispositions.items():
        rank = protocol.rank
        floor = rank(rules.raise_at_most)
        urgent = [line for line in rules.lines if rank(line.level) >= floor]
        for flag in protocol.red_flags:
            if not any(_reads_alone(line, flag, protocol) for line in urgent):
                yield Trouble(
                    kind="red-flag",
                    file="dispositions.yaml",
                    line=line_of(files, "dispositions.yaml", setting, "lines"),
                    rule=flag,
                    says=f"{setting}: the red flag {flag} alone calls nobody",
                    what_to_do="Name it in a line of the highest levels.",
                )


def _reads_alone(line: Line, flag: str, protocol: Protocol) -> bool:
    """True when the flag alone, everything else reassuring, fires the line."""
    reads = line.when.reads
    if flag not in reads or protocol.form.items[flag].kind is not Kind.BOOLEAN:
        return False
    return line.when.value(_Only(flag)) is True


class _Only(dict[str, bool]):
    """One finding is yes, every other no."""

    def __init__(self, flag: str) -> None:
        super().__init__({flag: True})

    def __missing__(self, name: str) -> bool:
        return False

    def asked(self, name: str) -> bool:
        return name in self

    def known(self, _name: str) -> bool:
        return True
