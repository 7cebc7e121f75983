"""The files of a pack: hashed, given their shape. A refusal names the file and the place."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from workstation.clinical.refusal import Refusal
from workstation.protocols import advice_shapes, form_shapes, knowledge_shapes, shapes
from workstation.protocols.pack_folder import read_folder
from workstation.protocols.shape_words import shape_words
from workstation.protocols.yaml_file import parsed

_Shape = TypeVar("_Shape", bound=shapes.Shape)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack with every file in its shape, and the hash of its files."""

    sha256: str
    head: shapes.PackShape
    vocabulary: shapes.VocabularyShape
    form: form_shapes.FormShape
    definitions: shapes.DefinitionsShape
    entry: shapes.EntryShape
    scales: tuple[shapes.ScaleShape, ...]
    screens: shapes.ScreensShape
    dispositions: shapes.DispositionsShape
    actions: shapes.ActionsShape
    advice: advice_shapes.AdviceFileShape
    agents: knowledge_shapes.AgentsShape
    references: shapes.ReferencesShape
    lookalikes: knowledge_shapes.LookAlikesShape
    background: knowledge_shapes.BackgroundShape
    rechallenge: knowledge_shapes.RechallengeShape
    ceilings: knowledge_shapes.CeilingsShape
    disagreements: knowledge_shapes.DisagreementsShape


Files = Mapping[str, bytes]
"""The files of a pack by their path in it, with forward slashes."""

ONE_OF_EACH: Mapping[str, type[shapes.Shape]] = {
    "protocol.yaml": shapes.PackShape,
    "vocabulary.yaml": shapes.VocabularyShape,
    "form.yaml": form_shapes.FormShape,
    "definitions.yaml": shapes.DefinitionsShape,
    "entry.yaml": shapes.EntryShape,
    "screens.yaml": shapes.ScreensShape,
    "dispositions.yaml": shapes.DispositionsShape,
    "actions.yaml": shapes.ActionsShape,
    "advice.yaml": advice_shapes.AdviceFileShape,
    "agents.yaml": knowledge_shapes.AgentsShape,
    "references.yaml": shapes.ReferencesShape,
}

MAY_BE_LEFT_OUT: Mapping[str, type[shapes.Shape]] = {
    "lookalikes.yaml": knowledge_shapes.LookAlikesShape,
    "background.yaml": knowledge_shapes.BackgroundShape,
    "rechallenge.yaml": knowledge_shapes.RechallengeShape,
    "ceilings.yaml": knowledge_shapes.CeilingsShape,
    "disagreements.yaml": knowledge_shapes.DisagreementsShape,
}
"""Pages to read and lines of explanation: a pack without them grades all the same."""


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a pack folder. Raises Refusal for what is no pack, or holds something else."""
    return read_folder(folder, (*ONE_OF_EACH, *MAY_BE_LEFT_OUT))


def head_of(files: Files) -> shapes.PackShape:
    """Id and version of a pack, without reading the rest; raises Refusal."""
    name = "protocol.yaml"
    if name not in files:
        raise _missing(name)
    return _shaped({name: parsed(name, files[name])}, name, shapes.PackShape)


def _missing(name: str) -> Refusal:
    return Refusal("missing_file", name, f"{name} is missing from the pack.")


def from_files(files: Files) -> Pack:
    """The pack of some files; raises Refusal with the file and what is wrong in it."""
    return from_contents(contents(files), fingerprint(files))


def contents(files: Files) -> dict[str, object]:
    """The YAML of each file; raises Refusal with the file and the line."""
    for name in ONE_OF_EACH:
        if name not in files:
            raise _missing(name)
    return {name: parsed(name, data) for name, data in files.items() if name.endswith(".yaml")}


def from_contents(found: Mapping[str, object], sha256: str) -> Pack:
    """Each content in its shape; raises Refusal with the file and the place."""
    scales = sorted(name for name in found if name.startswith("scales/"))
    for name in scales:
        _named_after_its_id(name, found[name])
    return Pack(
        sha256=sha256,
        head=_shaped(found, "protocol.yaml", shapes.PackShape),
        vocabulary=_shaped(found, "vocabulary.yaml", shapes.VocabularyShape),
        form=_shaped(found, "form.yaml", form_shapes.FormShape),
        definitions=_shaped(found, "definitions.yaml", shapes.DefinitionsShape),
        entry=_shaped(found, "entry.yaml", shapes.EntryShape),
        scales=tuple(_shaped(found, name, shapes.ScaleShape) for name in scales),
        screens=_shaped(found, "screens.yaml", shapes.ScreensShape),
        dispositions=_shaped(found, "dispositions.yaml", shapes.DispositionsShape),
        actions=_shaped(found, "actions.yaml", shapes.ActionsShape),
        advice=_shaped(found, "advice.yaml", advice_shapes.AdviceFileShape),
        agents=_shaped(found, "agents.yaml", knowledge_shapes.AgentsShape),
        references=_shaped(found, "references.yaml", shapes.ReferencesShape),
        lookalikes=_if_there(found, "lookalikes.yaml", knowledge_shapes.LookAlikesShape),
        background=_if_there(found, "background.yaml", knowledge_shapes.BackgroundShape),
        rechallenge=_if_there(found, "rechallenge.yaml", knowledge_shapes.RechallengeShape),
        ceilings=_if_there(found, "ceilings.yaml", knowledge_shapes.CeilingsShape),
        disagreements=_if_there(found, "disagreements.yaml", knowledge_shapes.DisagreementsShape),
    )


def _named_after_its_id(name: str, content: object) -> None:
    if not isinstance(content, dict) or "id" not in content:
        return  # its shape says so
    id = content["id"]
    if name != f"scales/{id}.yaml":
        raise Refusal("slip", name, f"{name}, id: {id} is not what the file is called.")


def fingerprint(files: Files) -> str:
    """SHA-256 over the sorted (path, bytes) of the pack's files, hex."""
    digest = hashlib.sha256()
    for path in sorted(files):
        name = path.encode()
        digest.update(b"%d:%s%d:" % (len(name), name, len(files[path])))
        digest.update(files[path])
    return digest.hexdigest()


def _shaped(found: Mapping[str, object], name: str, shape: type[_Shape]) -> _Shape:
    try:
        return shape.model_validate(found[name])
    except ValidationError as error:
        raise Refusal("shape", name, _told(name, error)) from error


def _if_there(found: Mapping[str, object], name: str, shape: type[_Shape]) -> _Shape:
    return _shaped(found, name, shape) if name in found else shape()


def _told(name: str, error: ValidationError) -> str:
    place, says = shape_words(error)
    return f"{name}, at {place}: {says}." if place else f"{name}: {says}."
