"""The record as workflows see it: units of work that commit whole or not at all.

    with records.writing(session.account) as unit:
        unit.patients.add(patient)
        unit.audit(Act.PATIENT_CREATED, patient.uuid, {...})

The commit is on leaving the block; any error rolls back and leaves as a ``Problem``.
``records.write(account, work)`` does the same with a function, which it may call again: once
after freeing the ballast on a full disk. Work that saves a call's answers goes that way.

What a unit offers (see each module for the signatures):

- reading and writing: ``encounters`` (encounters.py), ``patients``, ``accounts``,
  ``call_backs``, ``documents``, ``listing``, ``audit_log``
- writing only: ``audit(act, obj, detail) -> AuditHead``, ``issue(Issue) -> Encounter``,
  ``at`` (the time of the unit, aware UTC), ``who`` (the user name)
"""

from __future__ import annotations


class Records:
    """All access to one open database. ``Records(Database.open(path, key), clock)``."""
