"""The files of a pack: read, hashed, given their shape. A refusal names the file and the place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import ValidationError

from workstation.clinical.refusal import Refusal
from workstation.protocols import advice_shapes, knowledge_shapes, shapes

if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:  # the same loader in C where it was built, ten times as fast
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_Shape = TypeVar("_Shape", bound=shapes.Shape)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack with every file in its shape, and the hash of its files."""

    sha256: str
    head: shapes.PackShape
    vocabulary: shapes.VocabularyShape
    form: shapes.FormShape
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
    "form.yaml": shapes.FormShape,
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

_IN_A_FOLDER = re.compile(r"scales/[^/]+\.yaml|cases/[^/]+\.json")
_LARGEST = 4_000_000  # bytes; a file of a pack is written by hand


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a pack folder; hidden ones are no part of it.

    Raises Refusal where it is no pack, or holds what no pack holds: a file that nobody reads would
    be approved all the same, and a link may lead elsewhere tomorrow.
    """
    if not (folder / "protocol.yaml").is_file():
        raise Refusal("no_pack", str(folder), f"{folder} is not a protocol pack: no protocol.yaml.")
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    own = {name: path for name, path in found.items() if not _is_hidden(name)}
    for name, path in own.items():
        _require_own(name, path)
    return {name: path.read_bytes() for name, path in own.items() if path.is_file()}


def head_of(files: Files) -> shapes.PackShape:
    """Id and version of a pack, without reading the rest; raises Refusal."""
    name = "protocol.yaml"
    if name not in files:
        raise _missing(name)
    return _shaped({name: _parsed(name, files[name])}, name, shapes.PackShape)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _require_own(name: str, path: Path) -> None:
    """Raises Refusal for a link, a file that belongs to no pack, or one of unlikely size."""
    if path.is_symlink():
        raise Refusal("slip", name, f"{name} is a link. Put the file itself there.")
    if path.is_dir():
        return
    if not (name in ONE_OF_EACH or name in MAY_BE_LEFT_OUT or _IN_A_FOLDER.fullmatch(name)):
        raise Refusal("slip", name, f"{name} is no file of a pack. Take it out of the folder.")
    if path.stat().st_size > _LARGEST:
        raise Refusal("slip", name, f"{name} is larger than 4 MB, which no file of a pack is.")


def _missing(name: str) -> Refusal:
    return Refusal("missing_file", name, f"{name} is missing from the pack.")


def read(folder: Path) -> Pack:
    """Read a pack folder; raises Refusal with the file and what is wrong in it."""
    return from_files(files_of(folder))


def from_files(files: Files) -> Pack:
    """The same from the files themselves, wherever they were kept."""
    return from_contents(contents(files), fingerprint(files))


def contents(files: Files) -> dict[str, object]:
    """The YAML of each file; raises Refusal with the file and the line."""
    for name in ONE_OF_EACH:
        if name not in files:
            raise _missing(name)
    return {name: _parsed(name, data) for name, data in files.items() if name.endswith(".yaml")}


def from_contents(found: Mapping[str, object], sha256: str) -> Pack:
    """Each content in its shape; raises Refusal with the file and the place."""
    scales = sorted(name for name in found if name.startswith("scales/"))
    for name in scales:
        _named_after_its_id(name, found[name])
    return Pack(
        sha256=sha256,
        head=_shaped(found, "protocol.yaml", shapes.PackShape),
        vocabulary=_shaped(found, "vocabulary.yaml", shapes.VocabularyShape),
        form=_shaped(found, "form.yaml", shapes.FormShape),
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
    id = content.get("id") if isinstance(content, dict) else None
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


class _UniqueKeys(_Loader):
    """A loader that refuses a key written twice: the second would silently win."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Hashable, object]:
    seen: set[Hashable] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise Refusal(
                "duplicate_key",
                f"line {key_node.start_mark.line + 1}",
                f"line {key_node.start_mark.line + 1}: '{key}' stands twice; keep one.",
            )
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _parsed(name: str, data: bytes) -> object:
    try:
        return yaml.load(data.decode("utf-8"), Loader=_UniqueKeys)  # noqa: S506  (a safe loader)
    except yaml.YAMLError as error:
        raise Refusal("yaml", name, f"{name} is not YAML: {error}") from error
    except UnicodeDecodeError as error:
        raise Refusal("yaml", name, f"{name} is not UTF-8: {error}") from error
    except Refusal as refused:
        raise Refusal(refused.code, name, f"{name}, {refused.message}") from None


def _shaped(found: Mapping[str, object], name: str, shape: type[_Shape]) -> _Shape:
    try:
        return shape.model_validate(found[name])
    except ValidationError as error:
        raise Refusal("shape", name, _told(name, error)) from error


def _if_there(found: Mapping[str, object], name: str, shape: type[_Shape]) -> _Shape:
    return _shaped(found, name, shape) if name in found else shape()


def _told(name: str, error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{name}, at {place}: {first['msg']}."
