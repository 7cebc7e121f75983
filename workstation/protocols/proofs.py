"""What is believed without proving it again: a proof of exactly these files, by this program.

The proof of the delivered pack is made when the program is built and lies beside the pack, by its
hash; the proof of a site's pack lies in the site's database. Nothing else is believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from workstation import __version__
from workstation.clinical.refusal import Refusal
from workstation.protocols.pack import Files
from workstation.site.problems import Problem
from workstation.site.protocol_versions import ProofSummary
from workstation.vault.files import resource

BESIDE_THE_PACK = ("protocols", "proofs.json")


def program() -> str:
    """The version of this program: another one may read or prove a pack differently."""
    return __version__


@lru_cache(maxsize=1)
def delivered_proofs() -> Mapping[str, ProofSummary]:
    """The proofs made at build, by the hash of the pack; none in a copy not built yet."""
    try:
        written = resource(*BESIDE_THE_PACK).read_bytes()
    except Problem:
        return {}  # then each pack is proved when it is read
    found: dict[str, dict[str, int | str]] = json.loads(written)
    return {
        sha256: ProofSummary(
            sha256, int(one["combinations"]), int(one["cases"]), str(one["made_with"])
        )
        for sha256, one in found.items()
    }


def proof_file(proofs: Iterable[ProofSummary]) -> bytes:
    """The file that ``delivered_proofs`` reads."""
    content = {
        one.sha256: {
            "combinations": one.combinations,
            "cases": one.cases,
            "made_with": one.made_with,
        }
        for one in proofs
    }
    return (json.dumps(content, indent=2, sort_keys=True) + "\n").encode()


def believed(sha256: str, stored: ProofSummary | None = None) -> ProofSummary | None:
    """The proof of exactly these files by this program, None where they are to be proved anew."""
    known = (delivered_proofs().get(sha256), stored)
    return next(
        (p for p in known if p and p.sha256 == sha256 and p.made_with == program()),
        None,
    )


def prove(files: Files) -> ProofSummary:
    """Runs the whole check. Raises ``Refusal`` not_proved with what is wrong first."""
    from workstation.protocols.checker import check_files  # noqa: PLC0415 - not for each start

    report = check_files(files)
    for trouble in report.troubles:
        raise Refusal("not_proved", trouble.file, trouble.told)
    return ProofSummary(report.sha256, report.combinations, report.cases, program())
