"""Create the record: tables, the guards on their rows, and the full-text tables.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPLICATION_ID = 0x43525357

TABLES = (
    """CREATE TABLE account (
        id INTEGER NOT NULL, user TEXT NOT NULL, name TEXT NOT NULL,
        credentials TEXT NOT NULL, role TEXT NOT NULL, active INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        CONSTRAINT pk_account PRIMARY KEY (id),
        CONSTRAINT ck_account_role CHECK (role IN ('nurse','prescriber','manager','administrator')),
        CONSTRAINT uq_account_user UNIQUE (user)
    ) STRICT""",
    """CREATE TABLE audit (
        seq INTEGER NOT NULL, prev BLOB NOT NULL, ts TEXT NOT NULL, who TEXT, act TEXT,
        obj TEXT, det TEXT, hash BLOB NOT NULL,
        CONSTRAINT pk_audit PRIMARY KEY (seq),
        CONSTRAINT uq_audit_hash UNIQUE (hash)
    ) STRICT""",
    """CREATE TABLE protocol_pack (
        sha256 TEXT NOT NULL, protocol_id TEXT NOT NULL, version TEXT NOT NULL,
        added_at TEXT NOT NULL,
        CONSTRAINT pk_protocol_pack PRIMARY KEY (sha256)
    ) STRICT""",
    """CREATE TABLE patient (
        id INTEGER NOT NULL, uuid TEXT NOT NULL, family_name TEXT NOT NULL,
        given_name TEXT NOT NULL, birth_date TEXT NOT NULL, mrn TEXT NOT NULL,
        sex TEXT NOT NULL, phone TEXT NOT NULL, address TEXT NOT NULL,
        diagnosis TEXT NOT NULL, consultant TEXT NOT NULL, allergies TEXT NOT NULL,
        weight_kg REAL, conditions TEXT NOT NULL, pregnant INTEGER, beta_blocker INTEGER,
        long_term_steroid INTEGER, central_line INTEGER, caregiver_present INTEGER,
        has_thermometer INTEGER, baseline_systolic_mmhg INTEGER,
        baseline_spo2_percent INTEGER, version INTEGER NOT NULL, changed_at TEXT NOT NULL,
        changed_by INTEGER NOT NULL,
        CONSTRAINT pk_patient PRIMARY KEY (id),
        CONSTRAINT uq_patient_uuid UNIQUE (uuid),
        CONSTRAINT fk_patient_changed_by FOREIGN KEY(changed_by)
            REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_patient_changed_at ON patient (changed_at)",
    """CREATE TABLE protocol_file (
        id INTEGER NOT NULL, sha256 TEXT NOT NULL, path TEXT NOT NULL,
        content BLOB NOT NULL,
        CONSTRAINT pk_protocol_file PRIMARY KEY (id),
        CONSTRAINT uq_protocol_file_sha256 UNIQUE (sha256, path),
        CONSTRAINT fk_protocol_file_sha256 FOREIGN KEY(sha256)
            REFERENCES protocol_pack (sha256) ON DELETE RESTRICT
    ) STRICT""",
    """CREATE TABLE protocol_proof (
        id INTEGER NOT NULL, sha256 TEXT NOT NULL, combinations INTEGER NOT NULL,
        cases INTEGER NOT NULL, made_with TEXT NOT NULL, entered_at TEXT NOT NULL,
        "by" INTEGER NOT NULL,
        CONSTRAINT pk_protocol_proof PRIMARY KEY (id),
        CONSTRAINT fk_protocol_proof_sha256 FOREIGN KEY(sha256)
            REFERENCES protocol_pack (sha256) ON DELETE RESTRICT,
        CONSTRAINT fk_protocol_proof_by FOREIGN KEY("by")
            REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    """CREATE TABLE protocol_status (
        id INTEGER NOT NULL, sha256 TEXT NOT NULL, status TEXT NOT NULL,
        effective_from TEXT, signature BLOB, certificate BLOB, entered_at TEXT NOT NULL,
        "by" INTEGER NOT NULL,
        CONSTRAINT pk_protocol_status PRIMARY KEY (id),
        CONSTRAINT ck_protocol_status_status CHECK (status IN ('added','approved','active')),
        CONSTRAINT ck_protocol_status_period
            CHECK ((status = 'active') = (effective_from IS NOT NULL)),
        CONSTRAINT ck_protocol_status_signed
            CHECK ((status = 'approved') = (signature IS NOT NULL)),
        CONSTRAINT ck_protocol_status_signer
            CHECK ((signature IS NULL) = (certificate IS NULL)),
        CONSTRAINT fk_protocol_status_sha256 FOREIGN KEY(sha256)
            REFERENCES protocol_pack (sha256) ON DELETE RESTRICT,
        CONSTRAINT fk_protocol_status_by FOREIGN KEY("by")
            REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    """CREATE TABLE encounter (
        id INTEGER NOT NULL, uuid TEXT NOT NULL, state TEXT NOT NULL, setting TEXT NOT NULL,
        started_at TEXT NOT NULL, account_id INTEGER NOT NULL, nurse_name TEXT NOT NULL,
        call_back_number TEXT NOT NULL, read_back INTEGER NOT NULL, caller TEXT NOT NULL,
        address TEXT NOT NULL, patient_id INTEGER, prior_call_within_24h INTEGER NOT NULL,
        first_red_flag_at TEXT, signed_at TEXT, protocol_id TEXT NOT NULL,
        protocol_version TEXT NOT NULL, protocol_sha256 TEXT NOT NULL,
        error_reason TEXT NOT NULL, version INTEGER NOT NULL,
        details_version INTEGER NOT NULL, patient_version INTEGER NOT NULL,
        changed_at TEXT NOT NULL, changed_by INTEGER NOT NULL,
        CONSTRAINT pk_encounter PRIMARY KEY (id),
        CONSTRAINT ck_encounter_state
            CHECK (state IN ('draft','signed','amended','entered_in_error')),
        CONSTRAINT ck_encounter_setting CHECK (setting IN ('phone','chairside','ward')),
        CONSTRAINT ck_encounter_signed
            CHECK (state NOT IN ('signed','amended') OR signed_at IS NOT NULL),
        CONSTRAINT uq_encounter_uuid UNIQUE (uuid),
        CONSTRAINT fk_encounter_account_id FOREIGN KEY(account_id)
            REFERENCES account (id) ON DELETE RESTRICT,
        CONSTRAINT fk_encounter_patient_id FOREIGN KEY(patient_id)
            REFERENCES patient (id) ON DELETE RESTRICT,
        CONSTRAINT fk_encounter_changed_by FOREIGN KEY(changed_by)
            REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_encounter_draft ON encounter (id) WHERE state = 'draft'",
    "CREATE INDEX ix_encounter_patient_id ON encounter (patient_id)",
    "CREATE INDEX ix_encounter_started_at ON encounter (started_at)",
    """CREATE TABLE action (
        id INTEGER NOT NULL, encounter_id INTEGER NOT NULL, action TEXT NOT NULL,
        text TEXT NOT NULL, who TEXT NOT NULL, source TEXT NOT NULL,
        if_it_rises INTEGER NOT NULL, done INTEGER NOT NULL,
        CONSTRAINT pk_action PRIMARY KEY (id),
        CONSTRAINT fk_action_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_action_encounter_id ON action (encounter_id)",
    """CREATE TABLE amendment (
        id INTEGER NOT NULL, uuid TEXT NOT NULL, encounter_id INTEGER NOT NULL,
        reason TEXT NOT NULL, "before" TEXT NOT NULL, "after" TEXT NOT NULL,
        entered_at TEXT NOT NULL, "by" INTEGER NOT NULL,
        CONSTRAINT pk_amendment PRIMARY KEY (id),
        CONSTRAINT uq_amendment_uuid UNIQUE (uuid),
        CONSTRAINT fk_amendment_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT,
        CONSTRAINT fk_amendment_by FOREIGN KEY("by") REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_amendment_encounter_id ON amendment (encounter_id)",
    """CREATE TABLE assessment (
        id INTEGER NOT NULL, encounter_id INTEGER NOT NULL, assessed_at TEXT NOT NULL,
        observation TEXT NOT NULL, result TEXT NOT NULL, scale TEXT NOT NULL,
        scale_version TEXT NOT NULL, at_least INTEGER NOT NULL, at_most INTEGER NOT NULL,
        disposition TEXT, protocol_id TEXT NOT NULL, protocol_version TEXT NOT NULL,
        protocol_sha256 TEXT NOT NULL,
        CONSTRAINT pk_assessment PRIMARY KEY (id),
        CONSTRAINT fk_assessment_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_assessment_encounter_id ON assessment (encounter_id)",
    """CREATE TABLE call_back (
        id INTEGER NOT NULL, encounter_id INTEGER NOT NULL, due_at TEXT NOT NULL,
        number TEXT NOT NULL, level TEXT, finished_at TEXT, finished_by INTEGER,
        outcome TEXT NOT NULL,
        CONSTRAINT pk_call_back PRIMARY KEY (id),
        CONSTRAINT fk_call_back_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT,
        CONSTRAINT fk_call_back_finished_by FOREIGN KEY(finished_by)
            REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_call_back_open ON call_back (due_at) WHERE finished_at IS NULL",
    """CREATE TABLE decision (
        id INTEGER NOT NULL, encounter_id INTEGER NOT NULL,
        encounter_version INTEGER NOT NULL, level TEXT, overridden INTEGER NOT NULL,
        computed TEXT, decided TEXT, raised INTEGER, reason_code TEXT NOT NULL,
        reason_text TEXT NOT NULL, advice_given TEXT NOT NULL, teach_back INTEGER,
        informed TEXT NOT NULL, informed_at TEXT, call_back_at TEXT,
        actions_done TEXT NOT NULL, not_known_reason TEXT NOT NULL, note TEXT NOT NULL,
        entered_at TEXT NOT NULL, "by" INTEGER NOT NULL,
        CONSTRAINT pk_decision PRIMARY KEY (id),
        CONSTRAINT fk_decision_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT,
        CONSTRAINT fk_decision_by FOREIGN KEY("by") REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_decision_encounter_id ON decision (encounter_id)",
    """CREATE TABLE document (
        id INTEGER NOT NULL, encounter_id INTEGER NOT NULL, pdf BLOB NOT NULL,
        sha256 TEXT NOT NULL, certificate_sha256 TEXT NOT NULL, signed_at TEXT NOT NULL,
        signed_by INTEGER NOT NULL, printed_seq INTEGER NOT NULL,
        printed_hash BLOB NOT NULL,
        CONSTRAINT pk_document PRIMARY KEY (id),
        CONSTRAINT fk_document_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT,
        CONSTRAINT uq_document_sha256 UNIQUE (sha256),
        CONSTRAINT fk_document_signed_by FOREIGN KEY(signed_by)
            REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_document_encounter_id ON document (encounter_id)",
    """CREATE TABLE finding (
        id INTEGER NOT NULL, encounter_id INTEGER NOT NULL,
        encounter_version INTEGER NOT NULL, item TEXT NOT NULL, kind TEXT NOT NULL,
        value TEXT, source TEXT, at TEXT, entered_at TEXT NOT NULL, "by" INTEGER NOT NULL,
        CONSTRAINT pk_finding PRIMARY KEY (id),
        CONSTRAINT fk_finding_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT,
        CONSTRAINT fk_finding_by FOREIGN KEY("by") REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_finding_encounter_id ON finding (encounter_id)",
    """CREATE TABLE measure (
        encounter_id INTEGER NOT NULL, month INTEGER NOT NULL, setting INTEGER NOT NULL,
        at_least INTEGER NOT NULL, at_most INTEGER NOT NULL, computed INTEGER,
        decided INTEGER, override INTEGER NOT NULL, red_flags INTEGER NOT NULL,
        not_known INTEGER NOT NULL, not_assessed INTEGER NOT NULL,
        seconds_to_red_flag INTEGER, seconds_to_signature INTEGER NOT NULL,
        call_back INTEGER NOT NULL,
        CONSTRAINT pk_measure PRIMARY KEY (encounter_id),
        CONSTRAINT fk_measure_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT
    ) STRICT""",
    """CREATE TABLE therapy (
        id INTEGER NOT NULL, encounter_id INTEGER, patient_id INTEGER,
        encounter_version INTEGER NOT NULL, cause TEXT, agent TEXT, agent_text TEXT,
        agent_class TEXT, dose_label TEXT, dose_number INTEGER, last_dose_at TEXT,
        chemotherapy_within_6_weeks INTEGER, entered_at TEXT NOT NULL,
        "by" INTEGER NOT NULL,
        CONSTRAINT pk_therapy PRIMARY KEY (id),
        CONSTRAINT ck_therapy_owner CHECK ((encounter_id IS NULL) <> (patient_id IS NULL)),
        CONSTRAINT fk_therapy_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT,
        CONSTRAINT fk_therapy_patient_id FOREIGN KEY(patient_id)
            REFERENCES patient (id) ON DELETE RESTRICT,
        CONSTRAINT fk_therapy_by FOREIGN KEY("by") REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_therapy_encounter_id ON therapy (encounter_id)",
    "CREATE INDEX ix_therapy_patient_id ON therapy (patient_id)",
)

APPEND_ONLY = (
    "audit",
    "finding",
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
)
NEVER_DELETED = ("account", "patient", "encounter", "call_back")

GUARDS = (
    *(
        f"CREATE TRIGGER {t}_noupd BEFORE UPDATE ON {t} "
        f"BEGIN SELECT RAISE(ABORT, '{t} is append-only'); END"
        for t in APPEND_ONLY
    ),
    *(
        f"CREATE TRIGGER {t}_nodel BEFORE DELETE ON {t} "
        f"BEGIN SELECT RAISE(ABORT, '{t} is append-only'); END"
        for t in APPEND_ONLY
    ),
    *(
        f"CREATE TRIGGER {t}_nodel BEFORE DELETE ON {t} "
        f"BEGIN SELECT RAISE(ABORT, '{t} rows are never deleted'); END"
        for t in NEVER_DELETED
    ),
    """CREATE TRIGGER audit_ins BEFORE INSERT ON audit
        WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
        OR (new.seq > 1 AND new.prev IS NOT (SELECT hash FROM audit WHERE seq = new.seq - 1))
        BEGIN SELECT RAISE(ABORT, 'audit chain violation'); END""",
    """CREATE TRIGGER finding_draft BEFORE INSERT ON finding
        WHEN (SELECT state FROM encounter WHERE id = new.encounter_id) IS NOT 'draft'
        BEGIN SELECT RAISE(ABORT, 'only a draft takes answers'); END""",
    """CREATE TRIGGER encounter_patient_once BEFORE UPDATE ON encounter
        WHEN old.patient_id IS NOT NULL AND new.patient_id IS NOT old.patient_id
        BEGIN SELECT RAISE(ABORT, 'the patient of an encounter never changes'); END""",
    """CREATE TRIGGER encounter_state BEFORE UPDATE ON encounter
        WHEN old.state <> 'draft' AND new.state = 'draft'
        BEGIN SELECT RAISE(ABORT, 'an encounter does not become a draft again'); END""",
    """CREATE TRIGGER encounter_origin BEFORE UPDATE OF id, uuid, started_at, account_id
        ON encounter BEGIN SELECT RAISE(ABORT, 'the origin of an encounter never changes'); END""",
    """CREATE TRIGGER encounter_setting BEFORE UPDATE OF setting ON encounter
        WHEN new.setting IS NOT old.setting
        AND (old.state <> 'draft' OR old.patient_id IS NOT NULL
        OR EXISTS (SELECT 1 FROM decision WHERE encounter_id = old.id)
        OR EXISTS (SELECT 1 FROM finding f WHERE f.encounter_id = old.id AND f.kind <> 'cleared'
        AND f.id = (SELECT max(id) FROM finding WHERE encounter_id = old.id AND item = f.item)))
        BEGIN SELECT RAISE(ABORT, 'the setting of an answered encounter never changes'); END""",
)

FULL_TEXT = (
    """CREATE VIRTUAL TABLE patient_text
        USING fts5(words, content='', contentless_delete=1,
        tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
    """CREATE VIRTUAL TABLE encounter_text
        USING fts5(words, content='', contentless_delete=1,
        tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
)


def upgrade() -> None:
    """Makes everything in an empty database."""
    op.execute(f"PRAGMA application_id={APPLICATION_ID}")
    for statement in (*TABLES, *GUARDS, *FULL_TEXT):
        op.execute(statement)


def downgrade() -> None:
    """Removes everything again, children before parents."""
    for name in (
        "encounter_text",
        "patient_text",
        "therapy",
        "measure",
        "finding",
        "document",
        "decision",
        "call_back",
        "assessment",
        "amendment",
        "action",
        "encounter",
        "protocol_status",
        "protocol_proof",
        "protocol_file",
        "patient",
        "protocol_pack",
        "audit",
        "account",
    ):
        op.execute(f"DROP TABLE {name}")
