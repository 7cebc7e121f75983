"""What somebody changed in a copy of the pack that comes with the program.

Where cases fail, the rule that was changed is the one to look at. Nothing else rests on it: a pack
of another id, or one with many changes, is told without it.
"""

from __future__ import annotations

from workstation.clinical.refusal import Refusal
from workstation.protocols import delivered
from workstation.protocols.outline import outline
from workstation.protocols.pack import Files, files_of, head_of
from workstation.protocols.proof.places import line_of
from workstation.site.problems import Problem

Place = tuple[str, str]
"""A file and an id in it, such as ``low_by_number``, ``hypoxia.mask``."""

MOST = 12
"""More changes than this are another protocol."""
_NO_RULES = ("protocol.yaml", "references.yaml", "background.yaml", "rechallenge.yaml")


def changed_places(files: Files) -> tuple[Place, ...]:
    """The rules that differ from those of the delivered pack; none where they are many."""
    try:
        base = files_of(delivered.folder())
        if head_of(base).id != head_of(files).id:
            return ()
        old, new = outline(_rules(base)).things, outline(_rules(files)).things
    except (Problem, Refusal):
        return ()
    found = [p for p in {**new, **old} if new.get(p) != old.get(p) and p.id]
    places = tuple(dict.fromkeys((place.file, _thing(place.id)) for place in found))
    return places if len(places) <= MOST else ()


def line_of_place(files: Files, place: Place) -> int | None:
    """The line of a rule, or of what it stood in where it was taken out."""
    file, id = place
    parts = id.split(".")
    for end in range(len(parts), 0, -1):
        owner = parts[end - 2] if end > 1 else ""
        line = line_of(files, file, owner, parts[end - 1])
        if line is not None:
            return line
    return None


def is_there(files: Files, place: Place) -> bool:
    """Whether a rule still stands in its file."""
    owner, _, rule = place[1].rpartition(".")
    return line_of(files, place[0], owner, rule) is not None


def _rules(files: Files) -> Files:
    """The files that hold rules; the empty ones in the place of the others keep it a pack."""
    kept = {name: data for name, data in files.items() if not name.startswith("cases/")}
    return {name: b"{}" if name in _NO_RULES else data for name, data in kept.items()}


def _thing(id: str) -> str:
    """A rule without the numbers of its bands: ``systolic_limit``, ``news2.breathing``."""
    return ".".join(part for part in id.split(".") if not part.isdecimal() and part != "points")
