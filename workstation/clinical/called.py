"""What people call the things that an answer names by id: findings, rules, sources, levels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from workstation.clinical.criterion_words import plain, sentence, within_sentence
from workstation.clinical.document_parts import document_of
from workstation.clinical.protocol import Protocol


class Called:
    """Names from one protocol, and where it has none, from others, such as the one before it."""

    def __init__(self, *protocols: Protocol) -> None:
        self._protocols = protocols

    def finding(self, id: str) -> str:
        """``oxygen device``, as it stands inside a sentence."""
        found = (one.form.items[id].label for one in self._protocols if id in one.form.items)
        return within_sentence(next(found, plain(id)))

    def source(self, id: str) -> str:
        """``Lee 2019``."""
        forms = (one.form.references for one in self._protocols)
        return next((known[id].short for known in forms if id in known), plain(id))

    def level(self, id: str) -> str:
        """``Emergency department now``."""
        forms = (one.form.levels for one in self._protocols)
        return sentence(next((known[id].label for known in forms if id in known), plain(id)))

    def scale(self, id: str) -> str:
        """``ASTCT 2019 · CRS``."""
        names = (one.scales[id].name for one in self._protocols if id in one.scales)
        return next(names, plain(id))

    def rule(self, id: str) -> str:
        """``ASTCT 2019 · CRS, Hypoxia, mask``; a rule that is gone by its id in words."""
        found = (rules[id] for rules in self._rules if id in rules)
        return next(found, ", ".join(plain(part) for part in id.split(".")))

    @cached_property
    def _rules(self) -> tuple[Mapping[str, str], ...]:
        return tuple(_rule_names(protocol) for protocol in self._protocols)


def _rule_names(protocol: Protocol) -> dict[str, str]:
    names: dict[str, str] = {}
    for part, group, rule in document_of(protocol).rules():
        words = [part.title, group.title, within_sentence(rule.name)]
        names.setdefault(rule.id, ", ".join(dict.fromkeys(word for word in words if word)))
    return names
