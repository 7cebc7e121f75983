"""The tables as today's code knows them. The migrations make them; a test compares the two.

Every table is STRICT. A row that tells what somebody said or did is never changed or deleted:
the triggers of ``triggers.py`` refuse it, and the connection's authorizer refuses it before.
"""

from __future__ import annotations

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

from workstation.records.columns import Day, Flag, Json, Moment

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _table(name: str, *parts: SchemaItem) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _ref(name: str, target: str, nullable: bool = False) -> Column[int]:
    key = ForeignKey(f"{target}.id", ondelete="RESTRICT")
    return Column(name, Integer, key, nullable=nullable)


def _pack() -> Column[str]:
    key = ForeignKey("protocol_pack.sha256", ondelete="RESTRICT")
    return Column("sha256", Text, key, nullable=False)


def _text(name: str, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _count(name: str, before: int) -> Column[int]:
    """A number that rows of before this column have as well."""
    return Column(name, Integer, nullable=False, server_default=text(str(before)))


account = _table(
    "account",
    _id(),
    Column("user", Text, nullable=False, unique=True),
    _text("name"),
    _text("credentials"),
    Column("role", Text, nullable=False),
    Column("active", Flag, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("role IN ('nurse','prescriber','manager','administrator')", name="role"),
)

patient = _table(
    "patient",
    _id(),
    Column("uuid", Text, nullable=False, unique=True),
    _text("family_name"),
    _text("given_name"),
    Column("birth_date", Day, nullable=False),
    _text("mrn"),
    _text("sex"),
    _text("phone"),
    _text("address"),
    _text("diagnosis"),
    _text("consultant"),
    _text("allergies"),
    Column("weight_kg", REAL),
    Column("conditions", Json, nullable=False),
    Column("pregnant", Flag),
    Column("beta_blocker", Flag),
    Column("long_term_steroid", Flag),
    Column("central_line", Flag),
    Column("caregiver_present", Flag),
    Column("has_thermometer", Flag),
    Column("baseline_systolic_mmhg", Integer),
    Column("baseline_spo2_percent", Integer),
    Column("version", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
    _ref("changed_by", "account"),
)
Index("ix_patient_changed_at", patient.c.changed_at)

risk_assessment = _table(
    "risk_assessment",
    _id(),
    _ref("patient_id", "patient"),
    Column("patient_version", Integer, nullable=False),  # the patient's row as it then was
    _text("severity"),
    Column("health", Integer),
    _text("planned_dose"),
    Column("baseline_temperature_c", REAL),
    Column("baseline_diastolic_mmhg", Integer),
    Column("baseline_heart_rate_bpm", Integer),
    Column("baseline_respiratory_rate_bpm", Integer),
    Column("baseline_ice_score", Integer),
    Column("handwriting_kept", Flag),
    _text("handwriting_where"),
    Column("has_cuff", Flag),
    Column("has_oximeter", Flag),
    Column("travel_minutes", Integer),
    Column("entered_at", Moment, nullable=False),
    _ref("by", "account"),
    CheckConstraint("health BETWEEN 0 AND 4", name="health"),
)
Index("ix_risk_assessment_patient_id", risk_assessment.c.patient_id)

encounter = _table(
    "encounter",
    _id(),
    Column("uuid", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("setting", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    _ref("account_id", "account"),
    _text("nurse_name"),
    _text("call_back_number"),
    Column("read_back", Flag, nullable=False),
    _text("caller"),
    _text("address"),
    _ref("patient_id", "patient", nullable=True),
    Column("prior_call_within_24h", Flag, nullable=False),
    Column("first_red_flag_at", Moment),
    Column("signed_at", Moment),
    _text("protocol_id"),
    _text("protocol_version"),
    _text("protocol_sha256"),
    _text("error_reason"),
    Column("version", Integer, nullable=False),
    Column("details_version", Integer, nullable=False),  # the version that changed the details last
    Column("patient_version", Integer, nullable=False),  # the version that attached the patient
    Column("changed_at", Moment, nullable=False),
    _ref("changed_by", "account"),
    CheckConstraint("state IN ('draft','signed','amended','entered_in_error')", name="state"),
    CheckConstraint("setting IN ('phone','chairside','ward')", name="setting"),
    CheckConstraint("state NOT IN ('signed','amended') OR signed_at IS NOT NULL", name="signed"),
)
Index("ix_encounter_started_at", encounter.c.started_at)
Index("ix_encounter_patient_id", encounter.c.patient_id)
Index("ix_encounter_draft", encounter.c.id, sqlite_where=encounter.c.state == "draft")

finding = _table(
    "finding",
    _id(),
    _ref("encounter_id", "encounter"),
    Column("encounter_version", Integer, nullable=False),
    _text("item"),
    _text("kind"),
    _text("value", nullable=True),  # JSON as notation writes it; NULL: the answer was taken back
    _text("source", nullable=True),
    Column("at", Moment),
    Column("entered_at", Moment, nullable=False),
    _ref("by", "account"),
    _count("observation", 1),  # of its encounter; the answer counts from that one on
)
Index("ix_finding_encounter_id", finding.c.encounter_id)

observation = _table(
    "observation",
    _id(),
    _ref("encounter_id", "encounter"),
    Column("encounter_version", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=False),
    _text("observation"),  # JSON: everything that was graded, as it was known then
    _text("result"),  # JSON as notation writes it
    _text("scale"),
    _text("scale_version"),
    Column("at_least", Integer, nullable=False),
    Column("at_most", Integer, nullable=False),
    _text("disposition", nullable=True),
    _text("protocol_id"),
    _text("protocol_version"),
    _text("protocol_sha256"),
    _ref("by", "account"),
    UniqueConstraint("encounter_id", "number"),
    CheckConstraint("number >= 1", name="number"),
)

therapy = _table(
    "therapy",
    _id(),
    _ref("encounter_id", "encounter", nullable=True),
    _ref("patient_id", "patient", nullable=True),
    Column("encounter_version", Integer, nullable=False),
    _text("cause", nullable=True),
    _text("agent", nullable=True),
    _text("agent_text", nullable=True),
    _text("agent_class", nullable=True),
    _text("dose_label", nullable=True),
    Column("dose_number", Integer),
    Column("last_dose_at", Moment),
    Column("chemotherapy_within_6_weeks", Flag),
    Column("entered_at", Moment, nullable=False),
    _ref("by", "account"),
    CheckConstraint("(encounter_id IS NULL) <> (patient_id IS NULL)", name="owner"),
)
Index("ix_therapy_encounter_id", therapy.c.encounter_id)
Index("ix_therapy_patient_id", therapy.c.patient_id)

given_dose = _table(
    "given_dose",
    _id(),
    Column("uuid", Text, nullable=False, unique=True),
    _ref("encounter_id", "encounter"),  # that told it; the patient is that encounter's
    _text("drug"),
    _text("name"),
    Column("at", Moment, nullable=False),
    Column("prophylactic", Flag, nullable=False),
    Column("replacement", Flag, nullable=False),
    Column("entered_at", Moment, nullable=False),
    _ref("by", "account"),
    CheckConstraint("prophylactic + replacement < 2", name="purpose"),
)
Index("ix_given_dose_encounter_id", given_dose.c.encounter_id)

dose_withdrawal = _table(
    "dose_withdrawal",
    _id(),
    Column(
        "given_dose_id",
        Integer,
        ForeignKey("given_dose.id", ondelete="RESTRICT"),
        nullable=False,
        unique=True,
    ),
    _text("reason"),
    Column("entered_at", Moment, nullable=False),
    _ref("by", "account"),
)

decision = _table(
    "decision",
    _id(),
    _ref("encounter_id", "encounter"),
    Column("encounter_version", Integer, nullable=False),
    _text("level", nullable=True),
    Column("overridden", Flag, nullable=False),
    _text("computed", nullable=True),
    _text("decided", nullable=True),
    Column("raised", Flag),
    _text("reason_code"),
    _text("reason_text"),
    Column("advice_given", Json, nullable=False),
    Column("teach_back", Flag),
    _text("informed"),
    Column("informed_at", Moment),
    Column("call_back_at", Moment),
    Column("actions_done", Json, nullable=False),
    _text("not_known_reason"),
    _text("note"),
    Column("entered_at", Moment, nullable=False),
    _ref("by", "account"),
)
Index("ix_decision_encounter_id", decision.c.encounter_id)

assessment = _table(
    "assessment",
    _id(),
    _ref("encounter_id", "encounter"),
    Column("assessed_at", Moment, nullable=False),
    _text("observation"),  # JSON: everything that was graded, as it was known then
    _text("result"),  # JSON as notation writes it
    _text("scale"),
    _text("scale_version"),
    Column("at_least", Integer, nullable=False),
    Column("at_most", Integer, nullable=False),
    _text("disposition", nullable=True),
    _text("protocol_id"),
    _text("protocol_version"),
    _text("protocol_sha256"),
)
Index("ix_assessment_encounter_id", assessment.c.encounter_id)

action = _table(
    "action",
    _id(),
    _ref("encounter_id", "encounter"),
    _text("action"),
    _text("text"),
    _text("who"),
    _text("source"),
    Column("if_it_rises", Flag, nullable=False),
    Column("done", Flag, nullable=False),
)
Index("ix_action_encounter_id", action.c.encounter_id)

call_back = _table(
    "call_back",
    _id(),
    _ref("encounter_id", "encounter"),
    Column("due_at", Moment, nullable=False),
    _text("number"),
    _text("level", nullable=True),
    Column("finished_at", Moment),
    _ref("finished_by", "account", nullable=True),
    _text("outcome"),
)
Index("ix_call_back_open", call_back.c.due_at, sqlite_where=call_back.c.finished_at.is_(None))

document = _table(
    "document",
    _id(),
    _ref("encounter_id", "encounter"),
    Column("pdf", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False, unique=True),
    _text("certificate_sha256"),
    Column("signed_at", Moment, nullable=False),
    _ref("signed_by", "account"),
    Column("printed_seq", Integer, nullable=False),
    Column("printed_hash", LargeBinary, nullable=False),
)
Index("ix_document_encounter_id", document.c.encounter_id)

amendment = _table(
    "amendment",
    _id(),
    Column("uuid", Text, nullable=False, unique=True),
    _ref("encounter_id", "encounter"),
    _text("reason"),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("entered_at", Moment, nullable=False),
    _ref("by", "account"),
)
Index("ix_amendment_encounter_id", amendment.c.encounter_id)

protocol_pack = _table(
    "protocol_pack",
    Column("sha256", Text, primary_key=True),
    _text("protocol_id"),
    _text("version"),
    Column("added_at", Moment, nullable=False),
)

protocol_file = _table(
    "protocol_file",
    _id(),
    _pack(),
    _text("path"),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("sha256", "path"),
)

protocol_proof = _table(
    "protocol_proof",
    _id(),
    _pack(),
    Column("combinations", Integer, nullable=False),
    Column("cases", Integer, nullable=False),
    _text("made_with"),
    Column("entered_at", Moment, nullable=False),
    _ref("by", "account"),
)

protocol_status = _table(
    "protocol_status",
    _id(),
    _pack(),
    _text("status"),
    Column("effective_from", Moment),
    Column("signature", LargeBinary),
    Column("certificate", LargeBinary),
    Column("entered_at", Moment, nullable=False),
    _ref("by", "account"),
    CheckConstraint("status IN ('added','approved','active')", name="status"),
    CheckConstraint("(status = 'active') = (effective_from IS NOT NULL)", name="period"),
    CheckConstraint("(status = 'approved') = (signature IS NOT NULL)", name="signed"),
    CheckConstraint("(signature IS NULL) = (certificate IS NULL)", name="signer"),
)

audit = _table(
    "audit",
    Column("seq", Integer, primary_key=True),
    Column("prev", LargeBinary, nullable=False),
    _text("ts"),
    Column("who", Text),
    Column("act", Text),
    Column("obj", Text),
    Column("det", Text),
    Column("hash", LargeBinary, nullable=False, unique=True),
)

measure = _table(
    "measure",
    Column(
        "encounter_id", Integer, ForeignKey("encounter.id", ondelete="RESTRICT"), primary_key=True
    ),
    Column("month", Integer, nullable=False),  # 202611
    Column("setting", Integer, nullable=False),  # 0 phone, 1 chairside, 2 ward
    Column("at_least", Integer, nullable=False),
    Column("at_most", Integer, nullable=False),
    Column("computed", Integer),  # ranks of the dispositions
    Column("decided", Integer),
    Column("override", Integer, nullable=False),  # -1 lowered, 0 as computed, 1 raised
    Column("red_flags", Integer, nullable=False),
    Column("not_known", Integer, nullable=False),
    Column("not_assessed", Integer, nullable=False),
    Column("seconds_to_red_flag", Integer),
    Column("seconds_to_signature", Integer, nullable=False),
    Column("call_back", Integer, nullable=False),
    _count("observations", 1),
    Column("peak_at_least", Integer),  # NULL: signed before there were several observations
    Column("peak_at_most", Integer),
    Column("peak_computed", Integer),
    _count("lowered", 0),  # observations before the last that were decided below the computed level
    _count("late", 0),  # observations opened after their time
)
