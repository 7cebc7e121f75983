from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workstation.site.staff import PERMISSIONS, Account, Role, Task


def test_every_task_has_its_row_and_somebody_who_may() -> None:
    assert set(PERMISSIONS) == set(Task)
    assert all(PERMISSIONS.values())


@pytest.mark.parametrize("task", [Task.CALL, Task.SIGN])
def test_only_nurses_and_prescribers_take_and_sign_calls(task: Task) -> None:
    assert {role for role in Role if role.may(task)} == {Role.NURSE, Role.PRESCRIBER}


@pytest.mark.parametrize("task", [Task.KEEP_ACCOUNTS, Task.KEEP_BACKUP, Task.KEEP_SITE])
def test_only_administrators_keep_the_site(task: Task) -> None:
    assert {role for role in Role if role.may(task)} == {Role.ADMINISTRATOR}


def test_an_administrator_reads_no_patient() -> None:
    assert not Role.ADMINISTRATOR.may(Task.READ)


def test_only_managers_export_and_see_the_audit() -> None:
    for task in (Task.EXPORT, Task.SEE_AUDIT, Task.REPORT, Task.APPROVE_PROTOCOL):
        assert {role for role in Role if role.may(task)} == {Role.MANAGER}


@pytest.mark.parametrize(("credentials", "printed"), [("RN", "N. Okafor, RN"), ("", "N. Okafor")])
def test_a_printed_name_carries_the_credentials(credentials: str, printed: str) -> None:
    made = datetime(2026, 11, 26, tzinfo=UTC)
    account = Account(1, "nokafor", "N. Okafor", credentials, Role.NURSE, True, made)
    assert account.printed_name == printed
