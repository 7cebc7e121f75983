"""``crs-workstation assess``: grades JSON, without a window and without a database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from workstation.app import utc_now
from workstation.cli.json_items import Shape, read, split
from workstation.clinical.answer import assessment_to_json
from workstation.clinical.assessment import assess
from workstation.clinical.notation import JSON, observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.delivered import folder
from workstation.protocols.loader import load
from workstation.site.problems import Problem, Situation

BAD_ITEM = 2


def run(options: argparse.Namespace) -> int:
    """Answers every item in its place; a bad one with its error, and exit status 2 at the end."""
    protocol = _protocol(options)
    with _opened(options.file) as source:
        shape, items = split(source)
        answers = _Answers(protocol, utc_now().astimezone())
        _write(shape, answers.of(items))
    return BAD_ITEM if answers.refused else 0


def _protocol(options: argparse.Namespace) -> Protocol:
    """The pack of ``--protocol``, the one that counts at the site of ``--data-dir``, or ours."""
    if options.protocol is not None:
        return load(options.protocol)
    if options.data_dir is None and not options.user:
        return load(folder())
    from workstation.cli.site import signed_in

    with signed_in(options) as session:
        for warning in session.warnings:
            print(warning.sentence, warning.advice, file=sys.stderr)
        return session.protocol


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as source:
            yield source
    except OSError as error:
        if error.filename != name:  # of another file: the reader of our pipe, perhaps
            raise
        raise Problem(Situation.FILE_UNREADABLE, path=name) from None


class _Answers:
    """Answers items one by one and remembers whether any was refused.

    ``now`` is when an item is assessed that does not say; days are counted in its zone.
    """

    def __init__(self, protocol: Protocol, now: datetime) -> None:
        self._protocol = protocol
        self._now = now
        self.refused = False

    def of(self, items: Iterable[bytes]) -> Iterator[dict[str, JSON]]:
        return (self._one(item) for item in items)

    def _one(self, item: bytes) -> dict[str, JSON]:
        try:
            observation = observation_from_json(self._protocol.form, read(item), self._now)
        except Refusal as refusal:
            self.refused = True
            return {
                "error": {
                    "code": refusal.code,
                    "where": refusal.where,
                    "message": refusal.message,
                }
            }
        echoed: dict[str, JSON] = {} if observation.id is None else {"id": observation.id}
        return echoed | assessment_to_json(assess(self._protocol, observation))


def _write(shape: Shape, answers: Iterator[dict[str, JSON]]) -> None:
    """Prints the answers as they come, in the shape of the questions."""
    if shape is Shape.OBJECT:
        for answer in answers:
            _print(json.dumps(answer, ensure_ascii=False, indent=2))
    elif shape is Shape.LINES:
        for answer in answers:
            _print(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))
    else:
        between = "["
        for answer in answers:
            _print(between + "\n" + json.dumps(answer, ensure_ascii=False, indent=2), end="")
            between = ","
        _print("[]" if between == "[" else "\n]")


def _print(text: str, end: str = "\n") -> None:
    """UTF-8 whatever the terminal's code page is; a lone surrogate goes out as its escape."""
    data = (text + end).encode("utf-8", "backslashreplace")
    sys.stdout.buffer.write(data)
