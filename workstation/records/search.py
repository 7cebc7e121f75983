"""Full text: which words lead to a patient or an encounter. Only the index is kept, no text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import Select, TableClause, column, select, table
from sqlalchemy.engine import Connection

from workstation.clinical.encounter import Encounter, Patient


def _index(name: str) -> TableClause:
    """A full-text table; its hidden column of the same name takes the query."""
    return table(name, column("rowid"), column("words"), column(name))


PATIENTS = _index("patient_text")
ENCOUNTERS = _index("encounter_text")

_WORDS = re.compile(r"[^\W_]+")


def match_words(typed: str) -> str:
    """A query that finds rows in which every typed word begins a word; empty if there is none.

    Each word is quoted, so that nothing a person types is read as an operator. Accents are put
    together with their letters, for some keyboards send them apart.
    """
    words = _WORDS.findall(unicodedata.normalize("NFC", typed))
    return " ".join(f'"{word}"*' for word in words[:16])


def found_in(index: TableClause, typed: str) -> Select[tuple[int]]:
    """The row ids that match, for use in ``IN``; a typed text without words is a ``ValueError``."""
    words = match_words(typed)
    if not words:
        raise ValueError("there is no word to look for")
    return select(index.c.rowid).where(index.c[index.name].op("MATCH")(words))


def note_patient(connection: Connection, row_id: int, patient: Patient) -> None:
    """Makes a patient found by names, record number, phone and birth date."""
    born = patient.birth_date.isoformat()
    words = (patient.family_name, patient.given_name, patient.mrn, patient.phone, born)
    _note(connection, PATIENTS, row_id, words)


def note_encounter(connection: Connection, encounter: Encounter) -> None:
    """Makes an encounter found by its patient, therapy, nurse, call-back number and caller."""
    words: list[str | None] = [encounter.call_back_number, encounter.caller, encounter.nurse_name]
    words += [encounter.therapy.agent, encounter.therapy.agent_text]
    if encounter.patient is not None:
        person = encounter.patient
        words += [person.family_name, person.given_name, person.mrn, person.birth_date.isoformat()]
    _note(connection, ENCOUNTERS, encounter.id, words)


def _note(
    connection: Connection, index: TableClause, row_id: int, words: Iterable[str | None]
) -> None:
    joined = " ".join(word for word in words if word)
    connection.execute(index.delete().where(index.c.rowid == row_id))
    connection.execute(index.insert().values(rowid=row_id, words=joined))
