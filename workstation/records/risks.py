"""Risk assessments as rows: append-only, of a patient; the newest counts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, RowMapping

from workstation.clinical.risk import RiskAssessment, RiskVersion
from workstation.records.tables import account, risk_assessment
from workstation.records.work import Work
from workstation.site.staff import printed_name

_FIELDS = tuple(RiskAssessment.__dataclass_fields__)


def store(work: Work, value: RiskAssessment, patient_id: int, patient_version: int) -> None:
    """Adds an assessment. The version is that of the patient's row which it was kept with."""
    row: dict[str, Any] = {
        "patient_id": patient_id,
        "patient_version": patient_version,
        "entered_at": work.at,
        "by": work.account_id,
    }
    work.connection.execute(insert(risk_assessment), row | asdict(value))


def of_patient(connection: Connection, patient_id: int) -> RiskAssessment | None:
    """The assessment that counts, None if there is none."""
    newest = select(risk_assessment).where(risk_assessment.c.patient_id == patient_id)
    newest = newest.order_by(risk_assessment.c.id.desc()).limit(1)
    row = connection.execute(newest).mappings().one_or_none()
    return None if row is None else _risk(row)


def versions(connection: Connection, patient_id: int) -> tuple[RiskVersion, ...]:
    """Every assessment, the newest first."""
    query = (
        select(risk_assessment, account.c.name, account.c.credentials)
        .join(account, account.c.id == risk_assessment.c.by)
        .where(risk_assessment.c.patient_id == patient_id)
        .order_by(risk_assessment.c.id.desc())
    )
    rows = connection.execute(query).mappings().all()
    return tuple(
        RiskVersion(_risk(row), row["entered_at"], printed_name(row["name"], row["credentials"]))
        for row in rows
    )


def _risk(row: RowMapping) -> RiskAssessment:
    return RiskAssessment(**{name: row[name] for name in _FIELDS})
