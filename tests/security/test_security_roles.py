"""Every workflow function times every role; nobody may do what is not in this table."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

import workstation.workflows
from tests.making_sites import WholeSite
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.workflows.session import Session, public_functions

N, P, M, A = Role.NURSE, Role.PRESCRIBER, Role.MANAGER, Role.ADMINISTRATOR
CLINICAL, READERS, EVERYONE = {N, P}, {N, P, M}, {N, P, M, A}

TABLE: dict[str, set[Role]] = {
    "administration.accounts": {A},
    "administration.add_account": {A},
    "administration.change_password": EVERYONE,
    "administration.disable_account": {A},
    "administration.renew_certificate": {A},
    "administration.renew_recovery_key": {A},
    "administration.reset_password": {A},
    "administration.save_site_pem": EVERYONE,
    "administration.site_pem": EVERYONE,
    "administration.trust_records": {A},
    "administration.update_site": {A},
    "assessing.assess_encounter": READERS,
    "assessing.limits_of_age": READERS,
    "assessing.look_alikes_of": READERS,
    "backups.back_up": {A},
    "calls.answer": CLINICAL,
    "calls.attach_patient": CLINICAL,
    "calls.change_setting": CLINICAL,
    "calls.decide": CLINICAL,
    "calls.discard": CLINICAL,
    "calls.drafts": CLINICAL,
    "calls.finish_call_back": CLINICAL,
    "calls.open_encounter": READERS,
    "calls.set_call_details": CLINICAL,
    "calls.set_therapy": CLINICAL,
    "calls.start": CLINICAL,
    "calls.worklist": CLINICAL,
    "observing.next_observation": CLINICAL,
    "doses.tell": CLINICAL,
    "doses.withdraw": CLINICAL,
    "earlier_calls.newest_before": CLINICAL,
    "issuing.document": READERS,
    "issuing.hand_out": READERS,
    "issuing.sign": CLINICAL,
    "issuing.verify_document": EVERYONE,
    "issuing.verify_stored": READERS,
    "patients.add": CLINICAL,
    "patients.get": READERS,
    "patients.search": CLINICAL,
    "patients.update": CLINICAL,
    "protocol_news.add_delivered": {M, A},
    "protocol_news.delivered": EVERYONE,
    "protocol_reading.cases": EVERYONE,
    "protocol_reading.delivered": EVERYONE,
    "protocol_reading.document": EVERYONE,
    "protocol_reading.guide": EVERYONE,
    "protocol_reading.proof": {M, A},
    "protocol_reading.rule": EVERYONE,
    "protocol_replay.export_replay": {M},
    "protocol_replay.replay": {M},
    "protocols.activate": {M},
    "protocols.active": EVERYONE,
    "protocols.add": {M, A},
    "protocols.approve": {M},
    "protocols.difference": EVERYONE,
    "protocols.list_packs": EVERYONE,
    "protocols.show": EVERYONE,
    "reports.encounters": READERS,
    "reports.export_audit": {M},
    "reports.export_encounters": {M},
    "risk.assess_risk": CLINICAL,
    "risk.risk_versions": READERS,
    "sheets.hand_out": READERS,
    "sheets.handover_sheet": READERS,
    "sheets.made": READERS,
    "sheets.patient_sheet": READERS,
    "sheets.printed": READERS,
    "signatures.signature_ends": {A},
    "taking_over.left_drafts": CLINICAL,
    "taking_over.take_over": CLINICAL,
}
"""Written by hand and apart from the decorators, so that a slip in one of them shows."""

OWN_SESSION = {
    "session.check_role",
    "session.keep_anchor",
    "session.open_signer",
    "sign_in.leave",
    "sign_in.lock",
    "sign_in.sign_out",
}
"""What anyone may do to the own session: end it, and open the own key with the own password."""

WITHOUT_SESSION = {
    "call_checks",
    "checks",
    "clock_check",
    "door",
    "first_start",
    "patient_checks",
    "restoring",
    "session",
    "sign_in",
    "signatures",
    "site_protocol",
    "soundness",
}
"""The rooms before the door, and what only looks at values. All other functions need a session."""


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(workstation.workflows.__path__):
        yield importlib.import_module(f"workstation.workflows.{found.name}")


def functions() -> dict[str, Callable[..., Any]]:
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": thing
        for module in modules()
        for name, thing in vars(module).items()
        if inspect.isfunction(thing)
        and not name.startswith("_")
        and thing.__module__ == module.__name__
    }


def takes_session(function: Callable[..., Any]) -> bool:
    return next(iter(inspect.signature(function).parameters), "") == "session"


def guarded() -> dict[str, Callable[..., Any]]:
    everything = functions()
    prefix = "workstation.workflows."
    names = {name.removeprefix(prefix) for name in public_functions()}
    return {name: everything[name] for name in names}


def test_every_function_with_a_session_is_guarded_or_ends_it() -> None:
    with_session = {name for name, function in functions().items() if takes_session(function)}
    assert with_session - OWN_SESSION == set(guarded())


def test_functions_without_a_session_stand_before_the_door_only() -> None:
    free = {name for name, function in functions().items() if not takes_session(function)}
    assert {name.partition(".")[0] for name in free} <= WITHOUT_SESSION


def test_the_table_names_every_function() -> None:
    functions()
    assert set(TABLE) == set(guarded())


CELLS = [(name, role) for name in sorted(TABLE) for role in Role]


@pytest.mark.parametrize(("name", "role"), CELLS, ids=str)
def test_each_function_lets_in_exactly_its_roles(
    open_session: Session, name: str, role: Role
) -> None:
    session = acting_as(open_session, role)
    function = guarded()[name]
    try:
        function(session)
    except Problem as problem:
        allowed = problem.situation is not Situation.NOT_ALLOWED
    except TypeError:  # the guard was passed, and then the arguments were missed
        allowed = True
    else:
        allowed = True
    assert allowed is (role in TABLE[name])


@pytest.mark.parametrize("name", sorted(TABLE))
def test_a_closed_account_may_do_nothing(open_session: Session, name: str) -> None:
    account = replace(open_session.account, active=False)
    function = guarded()[name]
    for role in Role:
        with pytest.raises(Problem) as caught:
            function(replace(open_session, account=replace(account, role=role)))
        assert caught.value.situation is Situation.NOT_ALLOWED


def test_a_refusal_leaves_no_trace_in_the_records(open_session: Session) -> None:
    manager = acting_as(open_session, Role.MANAGER)
    before = open_session.records.audit_head()
    with pytest.raises(Problem):
        guarded()["calls.start"](manager, "phone", "+1 555 0100")
    assert open_session.records.audit_head() == before


def acting_as(session: Session, role: Role) -> Session:
    return replace(session, account=replace(session.account, role=role))


@pytest.fixture(scope="module")
def open_session(
    first_site: WholeSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """An administrator's, which holds the most keys: what is refused is refused by the role."""
    folder = tmp_path_factory.mktemp("roles") / "site"
    shutil.copytree(first_site.folder, folder)
    with replace(first_site, folder=folder).administrator() as session:
        yield session
