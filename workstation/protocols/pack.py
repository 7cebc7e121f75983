"""The files of a pack: read, hashed, given their shape. A refusal names the file and the place."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from workstation.clinical.refusal import Refusal
from workstation.protocols import shapes

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
    advice: shapes.AdviceFileShape
    agents: shapes.AgentsShape
    references: shapes.ReferencesShape


def read(folder: Path) -> Pack:
    """Read a pack folder; raises Refusal with the file and what is wrong in it."""
    if not (folder / "protocol.yaml").is_file():
        raise Refusal("no_pack", str(folder), f"{folder} is not a protocol pack: no protocol.yaml.")
    return Pack(
        sha256=fingerprint(folder),
        head=_shaped(folder / "protocol.yaml", shapes.PackShape),
        vocabulary=_shaped(folder / "vocabulary.yaml", shapes.VocabularyShape),
        form=_shaped(folder / "form.yaml", shapes.FormShape),
        definitions=_shaped(folder / "definitions.yaml", shapes.DefinitionsShape),
        entry=_shaped(folder / "entry.yaml", shapes.EntryShape),
        scales=tuple(_shaped(p, shapes.ScaleShape) for p in sorted((folder / "scales").iterdir())),
        screens=_shaped(folder / "screens.yaml", shapes.ScreensShape),
        dispositions=_shaped(folder / "dispositions.yaml", shapes.DispositionsShape),
        actions=_shaped(folder / "actions.yaml", shapes.ActionsShape),
        advice=_shaped(folder / "advice.yaml", shapes.AdviceFileShape),
        agents=_shaped(folder / "agents.yaml", shapes.AgentsShape),
        references=_shaped(folder / "references.yaml", shapes.ReferencesShape),
    )


def fingerprint(folder: Path) -> str:
    """SHA-256 over the sorted (path, bytes) of the pack's files, hex."""
    digest = hashlib.sha256()
    for path in _files(folder):
        content = path.read_bytes()
        name = path.relative_to(folder).as_posix().encode()
        digest.update(b"%d:%s%d:" % (len(name), name, len(content)))
        digest.update(content)
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(p for p in folder.rglob("*") if p.is_file()))


class _UniqueKeys(_Loader):  # type: ignore[misc, valid-type]
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


def _shaped(path: Path, shape: type[_Shape]) -> _Shape:
    try:
        with path.open(encoding="utf-8") as file:
            content = yaml.load(file, Loader=_UniqueKeys)  # noqa: S506  (a safe loader, made stricter)
    except FileNotFoundError:
        raise Refusal("missing_file", path.name, f"{path.name} is missing from the pack.") from None
    except yaml.YAMLError as error:
        raise Refusal("yaml", path.name, f"{path.name} is not YAML: {error}") from error
    except Refusal as refused:
        raise Refusal(refused.code, path.name, f"{path.name}, {refused.message}") from None
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise Refusal("shape", path.name, _told(path.name, error)) from error


def _told(name: str, error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{name}, at {place}: {first['msg']}."
