"""One YAML file of a pack: read with every key once, and of a size that a hand writes."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

import yaml

from workstation.clinical.refusal import Refusal

if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:  # the same loader in C where it was built, ten times as fast
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MOST_WORDS = 200_000
"""Keys and values of a file with every alias written out; a few lines may stand for billions."""
_DEEPEST = 40
_ALIAS = re.compile(rb"(?:^|[\s\[{,:])[&*]\w")


def parsed(name: str, data: bytes) -> object:
    """What a file says; raises Refusal with the file, and the line where there is one."""
    try:
        return _read(data)
    except Refusal as refused:
        raise Refusal(refused.code, name, f"{name}, {refused.message}") from None
    except yaml.YAMLError as error:
        raise Refusal("yaml", name, f"{name} is not YAML: {error}") from error
    except UnicodeDecodeError as error:
        raise Refusal("yaml", name, f"{name} is not UTF-8: {error}") from error
    except ValueError as error:  # such as a day that no month has
        raise Refusal("yaml", name, f"{name} is not YAML: {error}") from error
    except RecursionError:
        raise _too_deep(name) from None


def composed(data: bytes) -> yaml.Node | None:
    """The nodes of a file, which know their lines; None for an empty one. Raises as YAML does."""
    found: yaml.Node | None = yaml.compose(data.decode("utf-8-sig"), Loader=_Loader)
    return found


def _read(data: bytes) -> object:
    text = data.decode("utf-8-sig")
    if not _ALIAS.search(data):
        return yaml.load(text, Loader=_UniqueKeys)  # noqa: S506  (a safe loader)
    loader = _UniqueKeys(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _weigh(node, {}, 0)
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _too_deep(name: str) -> Refusal:
    return Refusal("nested", name, f"{name}, its brackets are nested too deeply.")


def _weigh(node: yaml.Node, known: dict[int, int], depth: int) -> int:
    """How many keys and values stand below a node with every alias written out."""
    line = f"line {node.start_mark.line + 1}: "
    if depth > _DEEPEST:
        raise Refusal("nested", "", f"{line}a name (&) leads back to itself, or far too deep.")
    if id(node) not in known:
        known[id(node)] = 1 + sum(_weigh(one, known, depth + 1) for one in _below(node))
    if known[id(node)] > _MOST_WORDS:
        raise Refusal("nested", "", f"{line}the names (&, *) in it stand for far too much.")
    return known[id(node)]


def _below(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


class _UniqueKeys(_Loader):
    """A loader that refuses a key written twice: the second would silently win."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Hashable, object]:
    seen: set[Hashable] = set()
    for key_node, _ in node.value:
        place = f"line {key_node.start_mark.line + 1}"
        if not isinstance(key_node, yaml.ScalarNode):
            raise Refusal("yaml_key", place, f"{place}: a key is one word, not a list.")
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise Refusal("duplicate_key", place, f"{place}: '{key}' stands twice.")
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
