"""What is wrong with the YAML of a file, for whoever wrote it and knows no YAML parser's words."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from workstation.protocols.yaml_file import composed

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_MOST_LETTERS = 200_000
"""The slower reader would take seconds over a longer file."""

_AT_ITS_BEGINNING: Mapping[str, str] = {
    "expected ',' or": "a bracket, a brace or a quote that is opened here is not closed",
    "found unexpected end of stream": "a quote that is opened here is not closed",
    "could not find expected ':'": "a colon and a blank are missing behind the key",
}
"""Told where the thing began: the reader notices only lines later."""

_WHERE_NOTICED: Mapping[str, str] = {
    "found character '\\t'": "a tab stands here; the indent is made of blanks",
    "expected <block end>": "the indent of this line does not fit the lines around it",
    "mapping values are not allowed": "a colon stands in the text, or the indent is wrong; "
    "a text with a colon in it has to stand in quotes",
    "found undefined alias": "a name with * in front stands for nothing: no such name with & "
    "comes before it",
    "found unknown escape": "a backslash stands inside double quotes",
    "expected a single document": "--- begins a second document; a file holds one",
    "that cannot start any token": "a text that begins with such a sign has to stand in quotes",
    "expected alphabetic or numeric": "a text that begins with & or * has to stand in quotes",
    "could not determine a constructor": "a word that begins with ! is no part of a pack",
    "maximum nesting depth": "the brackets are nested too deeply",
}


def yaml_slip(data: bytes) -> tuple[int | None, str]:
    """The line and the sentence of the first thing that is wrong."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _no_text(data, error)
    strange = _CONTROL.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        return line, "a sign that no text has stands here; was the file damaged?"
    try:
        composed(data)
        yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        return _marked(_better(text, error))
    except RecursionError:
        return None, "the brackets are nested too deeply"
    except (yaml.YAMLError, ValueError):
        pass
    return None, "it cannot be read"


def _better(text: str, quick: yaml.MarkedYAMLError) -> yaml.MarkedYAMLError:
    """The same slip from the slower reader, which says where the thing began."""
    if len(text) > _MOST_LETTERS or "nesting depth" in str(quick.problem):
        return quick
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        return error
    return quick


def _no_text(data: bytes, error: UnicodeDecodeError) -> tuple[int | None, str]:
    if data.startswith(_UTF_16):
        return None, "the file is saved as UTF-16; save it as UTF-8"
    if b"\0" in data:
        return None, "the file is no text"
    return data.count(b"\n", 0, error.start) + 1, "a letter is not UTF-8; save the file as UTF-8"


def _marked(error: yaml.MarkedYAMLError) -> tuple[int | None, str]:
    problem = str(error.problem or error.context)
    began = error.context_mark or error.problem_mark
    for known, says in _AT_ITS_BEGINNING.items():
        if problem.startswith(known) and began is not None:
            return began.line + 1, says
    noticed = error.problem_mark or error.context_mark
    line = noticed.line + 1 if noticed else None
    told = (says for known, says in _WHERE_NOTICED.items() if known in problem)
    return line, next(told, problem.replace("<", "").replace(">", ""))
