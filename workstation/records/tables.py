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
    Text,
    UniqueConstraint,
)

from workstation.records.columns import Day, Flag, Json, Moment
from workstation.records.table_parts import new_table, number, of_pack, ref, row_id, words

account = new_table(
    "account",
    row_id(),
    Column("user", Text, nullable=False, unique=True),
    words("name"),
    words("credentials"),
    Column("role", Text, nullable=False),
    Column("active", Flag, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("role IN ('nurse','prescriber','manager','administrator')", name="role"),
)

patient = new_table(
    "patient",
    row_id(),
    Column("uuid", Text, nullable=False, unique=True),
    words("family_name"),
    words("given_name"),
    Column("birth_date", Day, nullable=False),
    words("mrn"),
    words("sex"),
    words("phone"),
    words("address"),
    words("diagnosis"),
    words("consultant"),
    words("allergies"),
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
    ref("changed_by", "account"),
)
Index("ix_patient_changed_at", patient.c.changed_at)

risk_assessment = new_table(
    "risk_assessment",
    row_id(),
    ref("patient_id", "patient"),
    Column("patient_version", Integer, nullable=False),  # the patient's row as it then was
    words("severity"),
    Column("health", Integer),
    words("planned_dose"),
    Column("baseline_temperature_c", REAL),
    Column("baseline_diastolic_mmhg", Integer),
    Column("baseline_heart_rate_bpm", Integer),
    Column("baseline_respiratory_rate_bpm", Integer),
    Column("baseline_ice_score", Integer),
    Column("handwriting_kept", Flag),
    words("handwriting_where"),
    Column("has_cuff", Flag),
    Column("has_oximeter", Flag),
    Column("travel_minutes", Integer),
    Column("entered_at", Moment, nullable=False),
    ref("by", "account"),
    CheckConstraint("health BETWEEN 0 AND 4", name="health"),
)
Index("ix_risk_assessment_patient_id", risk_assessment.c.patient_id)

encounter = new_table(
    "encounter",
    row_id(),
    Column("uuid", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("setting", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    ref("account_id", "account"),
    words("nurse_name"),
    words("call_back_number"),
    Column("read_back", Flag, nullable=False),
    words("caller"),
    words("address"),
    ref("patient_id", "patient", nullable=True),
    Column("prior_call_within_24h", Flag, nullable=False),
    Column("first_red_flag_at", Moment),
    Column("signed_at", Moment),
    words("protocol_id"),
    words("protocol_version"),
    words("protocol_sha256"),
    words("error_reason"),
    Column("version", Integer, nullable=False),
    Column("details_version", Integer, nullable=False),  # the version that changed the details last
    Column("patient_version", Integer, nullable=False),  # the version that attached the patient
    Column("changed_at", Moment, nullable=False),
    ref("changed_by", "account"),
    CheckConstraint("state IN ('draft','signed','amended','entered_in_error')", name="state"),
    CheckConstraint("setting IN ('phone','chairside','ward')", name="setting"),
    CheckConstraint("state NOT IN ('signed','amended') OR signed_at IS NOT NULL", name="signed"),
)
Index("ix_encounter_started_at", encounter.c.started_at)
Index("ix_encounter_patient_id", encounter.c.patient_id)
Index("ix_encounter_draft", encounter.c.id, sqlite_where=encounter.c.state == "draft")

finding = new_table(
    "finding",
    row_id(),
    ref("encounter_id", "encounter"),
    Column("encounter_version", Integer, nullable=False),
    words("item"),
    words("kind"),
    words("value", nullable=True),  # JSON as notation writes it; NULL: the answer was taken back
    words("source", nullable=True),
    Column("at", Moment),
    Column("entered_at", Moment, nullable=False),
    ref("by", "account"),
    number("observation", 1),  # of its encounter; the answer counts from that one on
)
Index("ix_finding_encounter_id", finding.c.encounter_id)

observation = new_table(
    "observation",
    row_id(),
    ref("encounter_id", "encounter"),
    Column("encounter_version", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=False),
    words("observation"),  # JSON: everything that was graded, as it was known then
    words("result"),  # JSON as notation writes it
    words("scale"),
    words("scale_version"),
    Column("at_least", Integer, nullable=False),
    Column("at_most", Integer, nullable=False),
    words("disposition", nullable=True),
    words("protocol_id"),
    words("protocol_version"),
    words("protocol_sha256"),
    ref("by", "account"),
    UniqueConstraint("encounter_id", "number"),
    CheckConstraint("number >= 1", name="number"),
)

therapy = new_table(
    "therapy",
    row_id(),
    ref("encounter_id", "encounter", nullable=True),
    ref("patient_id", "patient", nullable=True),
    Column("encounter_version", Integer, nullable=False),
    words("cause", nullable=True),
    words("agent", nullable=True),
    words("agent_text", nullable=True),
    words("agent_class", nullable=True),
    words("dose_label", nullable=True),
    Column("dose_number", Integer),
    Column("last_dose_at", Moment),
    Column("chemotherapy_within_6_weeks", Flag),
    Column("entered_at", Moment, nullable=False),
    ref("by", "account"),
    CheckConstraint("(encounter_id IS NULL) <> (patient_id IS NULL)", name="owner"),
)
Index("ix_therapy_encounter_id", therapy.c.encounter_id)
Index("ix_therapy_patient_id", therapy.c.patient_id)

given_dose = new_table(
    "given_dose",
    row_id(),
    Column("uuid", Text, nullable=False, unique=True),
    ref("encounter_id", "encounter"),  # that told it; the patient is that encounter's
    words("drug"),
    words("name"),
    Column("at", Moment, nullable=False),
    Column("prophylactic", Flag, nullable=False),
    Column("replacement", Flag, nullable=False),
    Column("entered_at", Moment, nullable=False),
    ref("by", "account"),
    CheckConstraint("prophylactic + replacement < 2", name="purpose"),
)
Index("ix_given_dose_encounter_id", given_dose.c.encounter_id)

dose_withdrawal = new_table(
    "dose_withdrawal",
    row_id(),
    ref("given_dose_id", "given_dose", unique=True),
    words("reason"),
    Column("entered_at", Moment, nullable=False),
    ref("by", "account"),
)

signed_dose = new_table(
    "signed_dose",
    row_id(),
    ref("encounter_id", "encounter"),
    ref("given_dose_id", "given_dose"),
    UniqueConstraint("encounter_id", "given_dose_id"),
)  # what the signed page shows

decision = new_table(
    "decision",
    row_id(),
    ref("encounter_id", "encounter"),
    Column("encounter_version", Integer, nullable=False),
    words("level", nullable=True),
    Column("overridden", Flag, nullable=False),
    words("computed", nullable=True),
    words("decided", nullable=True),
    Column("raised", Flag),
    words("reason_code"),
    words("reason_text"),
    Column("advice_given", Json, nullable=False),
    Column("teach_back", Flag),
    words("informed"),
    Column("informed_at", Moment),
    Column("call_back_at", Moment),
    Column("actions_done", Json, nullable=False),
    words("not_known_reason"),
    words("note"),
    Column("entered_at", Moment, nullable=False),
    ref("by", "account"),
)
Index("ix_decision_encounter_id", decision.c.encounter_id)

assessment = new_table(
    "assessment",
    row_id(),
    ref("encounter_id", "encounter"),
    Column("assessed_at", Moment, nullable=False),
    words("observation"),  # JSON: everything that was graded, as it was known then
    words("result"),  # JSON as notation writes it
    words("scale"),
    words("scale_version"),
    Column("at_least", Integer, nullable=False),
    Column("at_most", Integer, nullable=False),
    words("disposition", nullable=True),
    words("protocol_id"),
    words("protocol_version"),
    words("protocol_sha256"),
)
Index("ix_assessment_encounter_id", assessment.c.encounter_id)

action = new_table(
    "action",
    row_id(),
    ref("encounter_id", "encounter"),
    words("action"),
    words("text"),
    words("who"),
    words("source"),
    Column("if_it_rises", Flag, nullable=False),
    Column("done", Flag, nullable=False),
)
Index("ix_action_encounter_id", action.c.encounter_id)

call_back = new_table(
    "call_back",
    row_id(),
    ref("encounter_id", "encounter"),
    Column("due_at", Moment, nullable=False),
    words("number"),
    words("level", nullable=True),
    Column("finished_at", Moment),
    ref("finished_by", "account", nullable=True),
    words("outcome"),
)
Index("ix_call_back_open", call_back.c.due_at, sqlite_where=call_back.c.finished_at.is_(None))

document = new_table(
    "document",
    row_id(),
    ref("encounter_id", "encounter"),
    Column("pdf", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False, unique=True),
    words("certificate_sha256"),
    Column("signed_at", Moment, nullable=False),
    ref("signed_by", "account"),
    Column("printed_seq", Integer, nullable=False),
    Column("printed_hash", LargeBinary, nullable=False),
)
Index("ix_document_encounter_id", document.c.encounter_id)

amendment = new_table(
    "amendment",
    row_id(),
    Column("uuid", Text, nullable=False, unique=True),
    ref("encounter_id", "encounter"),
    words("reason"),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("entered_at", Moment, nullable=False),
    ref("by", "account"),
)
Index("ix_amendment_encounter_id", amendment.c.encounter_id)

protocol_pack = new_table(
    "protocol_pack",
    Column("sha256", Text, primary_key=True),
    words("protocol_id"),
    words("version"),
    Column("added_at", Moment, nullable=False),
)

protocol_file = new_table(
    "protocol_file",
    row_id(),
    of_pack(),
    words("path"),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("sha256", "path"),
)

protocol_proof = new_table(
    "protocol_proof",
    row_id(),
    of_pack(),
    Column("combinations", Integer, nullable=False),
    Column("cases", Integer, nullable=False),
    words("made_with"),
    Column("entered_at", Moment, nullable=False),
    ref("by", "account"),
)

protocol_status = new_table(
    "protocol_status",
    row_id(),
    of_pack(),
    words("status"),
    Column("effective_from", Moment),
    Column("signature", LargeBinary),
    Column("certificate", LargeBinary),
    Column("entered_at", Moment, nullable=False),
    ref("by", "account"),
    CheckConstraint("status IN ('added','approved','active')", name="status"),
    CheckConstraint("(status = 'active') = (effective_from IS NOT NULL)", name="period"),
    CheckConstraint("(status = 'approved') = (signature IS NOT NULL)", name="signed"),
    CheckConstraint("(signature IS NULL) = (certificate IS NULL)", name="signer"),
)

audit = new_table(
    "audit",
    Column("seq", Integer, primary_key=True),
    Column("prev", LargeBinary, nullable=False),
    words("ts"),
    Column("who", Text),
    Column("act", Text),
    Column("obj", Text),
    Column("det", Text),
    Column("hash", LargeBinary, nullable=False, unique=True),
)

measure = new_table(
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
    number("observations", 1),
    Column("peak_at_least", Integer),  # NULL: signed before there were several observations
    Column("peak_at_most", Integer),
    Column("peak_computed", Integer),
    number("lowered", 0),  # observations before the last that were decided below the computed level
    number("late", 0),  # observations opened after their time
)

metadata = measure.metadata
"""All tables."""
