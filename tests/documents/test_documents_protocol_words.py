"""The delivered protocol on the page: its words have glyphs, its encounters are readable."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.documents.reading import bare, text_of, words_of
from tests.documents.summary_factories import SIGNED_AT, content, decision, encounter
from tests.documents.test_documents_summary import overlapping
from workstation.clinical.assessment import assess
from workstation.clinical.encounter import observation
from workstation.clinical.findings import Finding, Setting, Source, known, unknown
from workstation.clinical.form import Form, Item, Kind
from workstation.clinical.protocol import Protocol
from workstation.documents.fonts import printable
from workstation.documents.summary import render
from workstation.protocols.loader import load
from workstation.vault.files import resource


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load(resource("protocols", "crs", "2026.1"))


def texts(value: object) -> Iterator[str]:
    """Every string of a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, tuple | frozenset):
        for each in value:
            yield from texts(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))


def test_each_character_of_the_protocols_own_words_is_in_the_font(protocol: Protocol) -> None:
    absent = {text for text in texts(protocol.form) if printable(text) != text.replace("\t", " ")}
    assert not absent


def answered(item: Item) -> Finding:
    """An answer that the item can hold."""
    match item.kind:
        case Kind.BOOLEAN:
            return known(item.id, False)
        case Kind.CODE:
            return known(item.id, item.codes[-1].id, Source.REPORTED)
        case Kind.CODES:
            return known(item.id, (item.codes[0].id,))
        case Kind.TIME:
            return known(item.id, SIGNED_AT)
    middle = ((item.low or 0) + (item.high or 0)) / 2
    return known(item.id, round(middle), Source.MEASURED, SIGNED_AT)


def asked(form: Form, setting: Setting) -> list[Item]:
    return [form.items[i] for _, rows in form.rows(setting) for row in rows for i in row.items]


@pytest.mark.parametrize("setting", [Setting.PHONE, Setting.WARD])
@pytest.mark.parametrize("known_", [True, False], ids=["all known", "nothing known"])
def test_an_encounter_of_the_whole_form_is_readable(
    tmp_path: Path, protocol: Protocol, setting: Setting, known_: bool
) -> None:
    form = protocol.form
    told = {i.id: answered(i) if known_ else unknown(i.id) for i in asked(form, setting)}
    call = encounter(setting=setting, findings=told, decision=decision(override=None, level=None))
    whole = content(
        encounter=call, form=form, assessment=assess(protocol, observation(call, SIGNED_AT))
    )
    pdf = render(whole)

    words, _, _ = words_of(tmp_path, pdf)
    assert not overlapping(words)
    text = text_of(tmp_path, pdf).lower()
    for item in asked(form, setting):
        if not known_:
            # a page may end within a label
            assert all(word in text for word in item.label.lower().split()), item.id
        elif item.kind in {Kind.NUMBER, Kind.COUNT}:
            assert bare(str(told[item.id].value)) in text, item.id
