"""What SQLAlchemy has no words for: the guards on rows, and the full-text tables.

The migrations make exactly these; a test compares them with the database.
"""

from __future__ import annotations

APPEND_ONLY = (
    "audit",
    "finding",
    "observation",
    "therapy",
    "decision",
    "assessment",
    "action",
    "document",
    "amendment",
    "protocol_pack",
    "protocol_file",
    "protocol_proof",
    "protocol_status",
    "risk_assessment",
    "given_dose",
    "dose_withdrawal",
    "signed_dose",
)
"""Tables whose rows are never changed and never deleted."""

NEVER_DELETED = ("account", "patient", "encounter", "call_back")
"""Tables whose rows may change but are never deleted."""


def _refuse(table: str, verb: str, short: str, says: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no{short} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} {says}'); END"
    )


AUDIT_CHAIN = (
    "CREATE TRIGGER audit_ins BEFORE INSERT ON audit "
    "WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit) "
    "OR (new.seq > 1 AND new.prev IS NOT (SELECT hash FROM audit WHERE seq = new.seq - 1)) "
    "BEGIN SELECT RAISE(ABORT, 'audit chain violation'); END"
)

FINDING_OF_A_DRAFT = (
    "CREATE TRIGGER finding_draft BEFORE INSERT ON finding "
    "WHEN (SELECT state FROM encounter WHERE id = new.encounter_id) IS NOT 'draft' "
    "BEGIN SELECT RAISE(ABORT, 'only a draft takes answers'); END"
)

OPEN_OBSERVATION_OF_A_DRAFT = (
    "CREATE TRIGGER observation_draft BEFORE INSERT ON observation "
    "WHEN (SELECT state FROM encounter WHERE id = new.encounter_id) IS NOT 'draft' "
    "OR new.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM observation "
    "WHERE encounter_id = new.encounter_id) "
    "BEGIN SELECT RAISE(ABORT, 'only the open observation of a draft is closed'); END"
)

FINDING_OF_THE_OPEN_OBSERVATION = (
    "CREATE TRIGGER finding_open BEFORE INSERT ON finding "
    "WHEN new.observation IS NOT (SELECT coalesce(max(number), 0) + 1 FROM observation "
    "WHERE encounter_id = new.encounter_id) "
    "BEGIN SELECT RAISE(ABORT, 'only the open observation takes answers'); END"
)

DOSE_OF_A_DRAFT = (
    "CREATE TRIGGER given_dose_draft BEFORE INSERT ON given_dose "
    "WHEN (SELECT state FROM encounter WHERE id = new.encounter_id) IS NOT 'draft' "
    "BEGIN SELECT RAISE(ABORT, 'only a draft is told of a dose'); END"
)

DOSES_OF_A_SIGNED_PAGE = (
    "CREATE TRIGGER signed_dose_once BEFORE INSERT ON signed_dose "
    "WHEN (SELECT state FROM encounter WHERE id = new.encounter_id) IS NOT 'signed' "
    "OR EXISTS (SELECT 1 FROM document WHERE encounter_id = new.encounter_id) "
    "BEGIN SELECT RAISE(ABORT, 'the doses of a signed page never change'); END"
)

PATIENT_ONCE = (
    "CREATE TRIGGER encounter_patient_once BEFORE UPDATE ON encounter "
    "WHEN old.patient_id IS NOT NULL AND new.patient_id IS NOT old.patient_id "
    "BEGIN SELECT RAISE(ABORT, 'the patient of an encounter never changes'); END"
)

NEVER_A_DRAFT_AGAIN = (
    "CREATE TRIGGER encounter_state BEFORE UPDATE ON encounter "
    "WHEN old.state <> 'draft' AND new.state = 'draft' "
    "BEGIN SELECT RAISE(ABORT, 'an encounter does not become a draft again'); END"
)

BIRTH_OF_AN_ENCOUNTER = (
    "CREATE TRIGGER encounter_origin BEFORE UPDATE OF id, uuid, started_at, account_id "
    "ON encounter BEGIN SELECT RAISE(ABORT, 'the origin of an encounter never changes'); END"
)

SETTING_UNTIL_ANSWERED = (
    "CREATE TRIGGER encounter_setting BEFORE UPDATE OF setting ON encounter "
    "WHEN new.setting IS NOT old.setting "
    "AND (old.state <> 'draft' OR old.patient_id IS NOT NULL "
    "OR EXISTS (SELECT 1 FROM decision WHERE encounter_id = old.id) "
    "OR EXISTS (SELECT 1 FROM finding f WHERE f.encounter_id = old.id AND f.kind <> 'cleared' "
    "AND f.id = (SELECT max(id) FROM finding WHERE encounter_id = old.id AND item = f.item))) "
    "BEGIN SELECT RAISE(ABORT, 'the setting of an answered encounter never changes'); END"
)

FULL_TEXT = tuple(
    f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', contentless_delete=1, "
    "tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    for name in ("patient_text", "encounter_text")
)


def statements() -> tuple[str, ...]:
    """All of them: those of one table together, each after what it reads."""
    guards = [_refuse(t, "UPDATE", "upd", "is append-only") for t in APPEND_ONLY]
    guards += [_refuse(t, "DELETE", "del", "is append-only") for t in APPEND_ONLY]
    guards += [_refuse(t, "DELETE", "del", "rows are never deleted") for t in NEVER_DELETED]
    single = (
        AUDIT_CHAIN,
        FINDING_OF_A_DRAFT,
        OPEN_OBSERVATION_OF_A_DRAFT,
        FINDING_OF_THE_OPEN_OBSERVATION,
        DOSE_OF_A_DRAFT,
        DOSES_OF_A_SIGNED_PAGE,
        PATIENT_ONCE,
        NEVER_A_DRAFT_AGAIN,
        BIRTH_OF_AN_ENCOUNTER,
        SETTING_UNTIL_ANSWERED,
    )
    return (*guards, *single, *FULL_TEXT)
