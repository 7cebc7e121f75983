"""Keep the risk before the first dose, and the doses that calls are told of.

Nothing of before is changed. What a patient's own row holds (weight, caregiver, thermometer,
two baselines) stays there and is not kept a second time.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE risk_assessment (
        id INTEGER NOT NULL, patient_id INTEGER NOT NULL, patient_version INTEGER NOT NULL,
        severity TEXT NOT NULL, health INTEGER, planned_dose TEXT NOT NULL,
        baseline_temperature_c REAL, baseline_diastolic_mmhg INTEGER,
        baseline_heart_rate_bpm INTEGER, baseline_respiratory_rate_bpm INTEGER,
        baseline_ice_score INTEGER, handwriting_kept INTEGER, handwriting_where TEXT NOT NULL,
        has_cuff INTEGER, has_oximeter INTEGER, travel_minutes INTEGER,
        entered_at TEXT NOT NULL, "by" INTEGER NOT NULL,
        CONSTRAINT pk_risk_assessment PRIMARY KEY (id),
        CONSTRAINT ck_risk_assessment_health CHECK (health BETWEEN 0 AND 4),
        CONSTRAINT fk_risk_assessment_patient_id FOREIGN KEY(patient_id)
            REFERENCES patient (id) ON DELETE RESTRICT,
        CONSTRAINT fk_risk_assessment_by FOREIGN KEY("by")
            REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_risk_assessment_patient_id ON risk_assessment (patient_id)",
    """CREATE TABLE given_dose (
        id INTEGER NOT NULL, uuid TEXT NOT NULL, encounter_id INTEGER NOT NULL,
        drug TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,
        prophylactic INTEGER NOT NULL, replacement INTEGER NOT NULL,
        entered_at TEXT NOT NULL, "by" INTEGER NOT NULL,
        CONSTRAINT pk_given_dose PRIMARY KEY (id),
        CONSTRAINT ck_given_dose_purpose CHECK (prophylactic + replacement < 2),
        CONSTRAINT uq_given_dose_uuid UNIQUE (uuid),
        CONSTRAINT fk_given_dose_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT,
        CONSTRAINT fk_given_dose_by FOREIGN KEY("by") REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX ix_given_dose_encounter_id ON given_dose (encounter_id)",
    """CREATE TABLE dose_withdrawal (
        id INTEGER NOT NULL, given_dose_id INTEGER NOT NULL, reason TEXT NOT NULL,
        entered_at TEXT NOT NULL, "by" INTEGER NOT NULL,
        CONSTRAINT pk_dose_withdrawal PRIMARY KEY (id),
        CONSTRAINT uq_dose_withdrawal_given_dose_id UNIQUE (given_dose_id),
        CONSTRAINT fk_dose_withdrawal_given_dose_id FOREIGN KEY(given_dose_id)
            REFERENCES given_dose (id) ON DELETE RESTRICT,
        CONSTRAINT fk_dose_withdrawal_by FOREIGN KEY("by")
            REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
    """CREATE TABLE signed_dose (
        id INTEGER NOT NULL, encounter_id INTEGER NOT NULL, given_dose_id INTEGER NOT NULL,
        CONSTRAINT pk_signed_dose PRIMARY KEY (id),
        CONSTRAINT uq_signed_dose_encounter_id UNIQUE (encounter_id, given_dose_id),
        CONSTRAINT fk_signed_dose_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT,
        CONSTRAINT fk_signed_dose_given_dose_id FOREIGN KEY(given_dose_id)
            REFERENCES given_dose (id) ON DELETE RESTRICT
    ) STRICT""",
)

APPEND_ONLY = ("risk_assessment", "given_dose", "dose_withdrawal", "signed_dose")

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
    """CREATE TRIGGER given_dose_draft BEFORE INSERT ON given_dose
        WHEN (SELECT state FROM encounter WHERE id = new.encounter_id) IS NOT 'draft'
        BEGIN SELECT RAISE(ABORT, 'only a draft is told of a dose'); END""",
    """CREATE TRIGGER signed_dose_once BEFORE INSERT ON signed_dose
        WHEN (SELECT state FROM encounter WHERE id = new.encounter_id) IS NOT 'signed'
        OR EXISTS (SELECT 1 FROM document WHERE encounter_id = new.encounter_id)
        BEGIN SELECT RAISE(ABORT, 'the doses of a signed page never change'); END""",
)


def upgrade() -> None:
    """Adds the tables and their guards."""
    for statement in (*TABLES, *GUARDS):
        op.execute(statement)


def downgrade() -> None:
    """Removes them again, children before parents."""
    for name in reversed(APPEND_ONLY):
        op.execute(f"DROP TABLE {name}")
