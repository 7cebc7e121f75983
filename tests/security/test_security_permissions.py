"""What the screens offer to a role is what the workflows let it do."""

from __future__ import annotations

import pytest

from workstation.site.staff import PERMISSIONS, Task
from workstation.workflows import (
    administration,
    backups,
    calls,
    issuing,
    protocols,
    reports,
)
from workstation.workflows.session import public_functions

DOORS = {
    Task.CALL: calls.answer,
    Task.SIGN: issuing.sign,
    Task.READ: issuing.document,
    Task.EXPORT: reports.export_encounters,
    Task.SEE_AUDIT: reports.export_audit,
    Task.APPROVE_PROTOCOL: protocols.approve,
    Task.KEEP_ACCOUNTS: administration.add_account,
    Task.KEEP_BACKUP: backups.back_up,
    Task.KEEP_SITE: administration.update_site,
}
SHOWN_ONLY = {Task.REPORT}
"""The manager's page counts what the list of encounters gives; it has no function of its own."""


def test_every_task_has_its_door() -> None:
    assert set(DOORS) | SHOWN_ONLY == set(Task)


@pytest.mark.parametrize("task", DOORS)
def test_who_is_offered_a_task_is_let_in(task: Task) -> None:
    door = DOORS[task]
    let_in = public_functions()[f"{door.__module__}.{door.__qualname__}"].roles
    assert let_in == PERMISSIONS[task]
