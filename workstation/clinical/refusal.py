"""What is refused, in words for a person: the item, the value, the limits."""

from __future__ import annotations


class Refusal(ValueError):
    """Input that cannot be taken: a stable ``code``, the item ``where``, a full sentence."""

    def __init__(self, code: str, where: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.where = where
        self.message = message
