"""What became of a criterion: which side was added, which is gone, which list grew or shrank."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from workstation.clinical.criterion_words import within_sentence
from workstation.clinical.logic import Node
from workstation.clinical.nodes import All, Any, AnyOf, Comparison, Constant, Name

Say = Callable[[Node], str]


@dataclass(frozen=True, slots=True)
class Says:
    """How each of the two versions words a criterion."""

    old: Say
    new: Say

    def differences(self, old: Node, new: Node) -> tuple[str, ...]:
        """Sentences of what differs inside; none where only the whole tells it."""
        return tuple(self._inside(old, new))

    def _inside(self, old: Node, new: Node) -> Iterator[str]:
        match old, new:
            case AnyOf(but=left), AnyOf(but=out) if left == out:
                yield from self._named(_names(old.ids), _names(new.ids))
            case Comparison(), Comparison() if _is_same_list(old, new):
                yield from self._named(_codes(old), _codes(new))
            case (Any(), _) | (_, Any()) if All not in (type(old), type(new)):
                yield from self._sides(Any, old, new, "No longer enough", "Now enough")
            case (All(), _) | (_, All()):
                yield from self._sides(All, old, new, "Asks no longer for", "Also asks for")

    def _sides(
        self, kind: type[All | Any], old: Node, new: Node, less: str, more: str
    ) -> Iterator[str]:
        before, after = _parts(kind, old), _parts(kind, new)
        gone = [part for part in before if part not in after]
        come = [part for part in after if part not in before]
        if len(gone) == len(before):
            return  # nothing stayed: the whole tells it better
        if len(gone) == len(come) == 1:
            yield from self.differences(gone[0], come[0]) or self._one(gone[0], come[0])
            return
        yield from (f"{less}: {self.old(part)}" for part in gone)
        yield from (f"{more}: {self.new(part)}" for part in come)

    def _one(self, old: Node, new: Node) -> tuple[str, ...]:
        return (f"{self.old(old)} before, {within_sentence(self.new(new))} now",)

    def _named(self, before: Sequence[Node], after: Sequence[Node]) -> Iterator[str]:
        gone = [self.old(one) for one in before if one not in after]
        come = [self.new(one) for one in after if one not in before]
        if gone:
            yield f"No longer counts: {', '.join(gone)}"
        if come:
            yield f"Now counts too: {', '.join(come)}"


def _parts(kind: type[All | Any], node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, kind) else (node,)


def _names(ids: Sequence[str]) -> list[Node]:
    return [Name(id) for id in ids]


def _codes(node: Comparison) -> list[Node]:
    literal = node.right.literal if isinstance(node.right, Constant) else None
    codes = literal if isinstance(literal, tuple) else ()
    return [Comparison("==", node.left, Constant(str(code))) for code in codes]


def _is_same_list(old: Comparison, new: Comparison) -> bool:
    same = (old.sign, old.left) == (new.sign, new.left)
    return same and bool(_codes(old)) and bool(_codes(new))
