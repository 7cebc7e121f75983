"""Observe again: closed observations, the observation of an answer, the peak in the measures.

An encounter of before has one observation, which is still open while it is a draft.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE observation (
        id INTEGER NOT NULL, encounter_id INTEGER NOT NULL,
        encounter_version INTEGER NOT NULL, number INTEGER NOT NULL,
        opened_at TEXT NOT NULL, closed_at TEXT NOT NULL, observation TEXT NOT NULL,
        result TEXT NOT NULL, scale TEXT NOT NULL, scale_version TEXT NOT NULL,
        at_least INTEGER NOT NULL, at_most INTEGER NOT NULL, disposition TEXT,
        protocol_id TEXT NOT NULL, protocol_version TEXT NOT NULL,
        protocol_sha256 TEXT NOT NULL, "by" INTEGER NOT NULL,
        CONSTRAINT pk_observation PRIMARY KEY (id),
        CONSTRAINT uq_observation_encounter_id UNIQUE (encounter_id, number),
        CONSTRAINT ck_observation_number CHECK (number >= 1),
        CONSTRAINT fk_observation_encounter_id FOREIGN KEY(encounter_id)
            REFERENCES encounter (id) ON DELETE RESTRICT,
        CONSTRAINT fk_observation_by FOREIGN KEY("by") REFERENCES account (id) ON DELETE RESTRICT
    ) STRICT""",
)

COLUMNS = (
    ("finding", "observation", "INTEGER DEFAULT 1 NOT NULL"),
    ("measure", "observations", "INTEGER DEFAULT 1 NOT NULL"),
    ("measure", "peak_at_least", "INTEGER"),
    ("measure", "peak_at_most", "INTEGER"),
    ("measure", "peak_computed", "INTEGER"),
    ("measure", "lowered", "INTEGER DEFAULT 0 NOT NULL"),
    ("measure", "late", "INTEGER DEFAULT 0 NOT NULL"),
)

GUARDS = {
    "observation_noupd": """BEFORE UPDATE ON observation
        BEGIN SELECT RAISE(ABORT, 'observation is append-only'); END""",
    "observation_nodel": """BEFORE DELETE ON observation
        BEGIN SELECT RAISE(ABORT, 'observation is append-only'); END""",
    "observation_draft": """BEFORE INSERT ON observation
        WHEN (SELECT state FROM encounter WHERE id = new.encounter_id) IS NOT 'draft'
        OR new.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM observation
        WHERE encounter_id = new.encounter_id)
        BEGIN SELECT RAISE(ABORT, 'only the open observation of a draft is closed'); END""",
    "finding_open": """BEFORE INSERT ON finding
        WHEN new.observation IS NOT (SELECT coalesce(max(number), 0) + 1 FROM observation
        WHERE encounter_id = new.encounter_id)
        BEGIN SELECT RAISE(ABORT, 'only the open observation takes answers'); END""",
}


def upgrade() -> None:
    """Adds the table, the columns and the guards."""
    for statement in TABLES:
        op.execute(statement)
    for table, column, kind in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    for name, guard in GUARDS.items():
        op.execute(f"CREATE TRIGGER {name} {guard}")


def downgrade() -> None:
    """Removes everything again, guards first."""
    for name in GUARDS:
        op.execute(f"DROP TRIGGER {name}")
    for table, column, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.execute("DROP TABLE observation")
