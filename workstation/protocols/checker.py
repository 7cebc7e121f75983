"""The conscience of the product: a pack passes its cases and every proof, or it does not load.

It does not sample: a part is proved over every combination of values at which one of its
criteria could change its mind. What it finds names file, line, a counter-example and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from workstation.clinical.form import Kind
from workstation.clinical.protocol import Line, Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.case_slips import case_slips
from workstation.protocols.cases import Case, failed, read_cases
from workstation.protocols.changed_places import changed_places
from workstation.protocols.compiler import compile_pack
from workstation.protocols.coverage import uncovered
from workstation.protocols.failing import Suspect, by_likelihood
from workstation.protocols.pack import Files, Pack, contents, files_of, fingerprint, from_contents
from workstation.protocols.pack_slips import pack_slips, unseen
from workstation.protocols.proof.places import line_of
from workstation.protocols.proof.proving import prove_all
from workstation.protocols.trouble import Trouble, broken, case_failed, not_read, slipped
from workstation.protocols.unread import unread

__all__ = ["Report", "Trouble", "check", "check_files"]


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
    try:
        files = files_of(folder)
    except Refusal as refused:
        return _refused({}, refused)
    return check_files(files, all_troubles=all_troubles)


def check_files(files: Files, *, all_troubles: bool = False) -> Report:
    """The same for the files themselves."""
    try:
        written = contents(files)
        pack = from_contents(written, fingerprint(files))
        protocol = compile_pack(pack)
        cases = read_cases(files)
    except Refusal as refused:
        return _refused(files, refused)
    counted = _Counted()
    troubles: list[Trouble] = []
    found = (_slips(files, pack, protocol, written), _troubles(files, protocol, cases, counted))
    for trouble in chain(*found, _unread(files, written)):
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


def _slips(
    files: Files, pack: Pack, protocol: Protocol, written: Mapping[str, object]
) -> Iterator[Trouble]:
    for file, id, says in (*unseen(written), *pack_slips(pack, protocol)):
        line = line_of(files, file, "", id)
        yield Trouble("slip", file, line, id, f"{id}: {says}", "Correct it, or take it out.")


def _refused(files: Files, refused: Refusal) -> Report:
    return Report("", "", "", troubles=(not_read(files, refused),))


class _Counted:
    """What has been looked at so far."""

    cases = 0
    parts = 0
    combinations = 0


def _troubles(
    files: Files, protocol: Protocol, cases: Sequence[Case], counted: _Counted
) -> Iterator[Trouble]:
    yield from (slipped(files, slip) for slip in case_slips(protocol, cases, files))
    counted.cases = len(cases)
    yield from _failed(files, protocol, cases)
    yield from _red_flags(files, protocol)
    for proof in prove_all(protocol):
        counted.parts += 1
        counted.combinations += proof.combinations
        yield from (broken(files, protocol, finding) for finding in proof.findings)
    yield from (_uncovered(files, *missing) for missing in uncovered(protocol, cases))


def _failed(files: Files, protocol: Protocol, cases: Sequence[Case]) -> Iterator[Trouble]:
    """Each case that fails once, by what is nearest to the rule that moved it."""
    found = [one for case in cases for one in failed(protocol, case)]
    changed = changed_places(files) if found else ()
    suspects: dict[str, list[Suspect]] = {}
    for suspect in by_likelihood(cases, found, changed):
        suspects.setdefault(suspect.failed.case.id, []).append(suspect)
    for first, *others in suspects.values():
        yield case_failed(files, protocol, first, changed, len(others))


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
