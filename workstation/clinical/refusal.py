"""What is refused, in words for a person: the item, the value, the limits."""

from __future__ import annotations


class Refusal(ValueError):
    """Input that cannot be taken. ``code`` is stable, ``where`` names the item, ``message`` is a full sentence."""

    def __init__(self, code: str, where: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.where = where
        self.message = message
