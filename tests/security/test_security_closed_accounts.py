"""An account that is closed while somebody still works under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.making_sites import CHEAP, WholeSite
from workstation.clinical.findings import Setting, known
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.workflows import administration, calls, patients, sign_in
from workstation.workflows.session import Session

PASSWORD = "velvet anchor plum six"


@pytest.fixture
def live(site: WholeSite) -> Iterator[Session]:
    """A session with a draft, whose account is closed by somebody else meanwhile."""
    with site.administrator() as admin:
        administration.add_account(admin, "tberg", "T. Berg", "RN", Role.NURSE, PASSWORD, CHEAP)
    with site.session("tberg", PASSWORD) as session:
        calls.start(session, Setting.PHONE, "312 555 0142", "e-1")
        with site.administrator() as admin:
            administration.disable_account(admin, "tberg", "left the house")
        yield session


@pytest.mark.parametrize(
    "deed",
    [
        lambda session: calls.answer(session, "e-1", 1, [known("temperature_c", 38.0)]),
        lambda session: calls.open_encounter(session, "e-1"),
        lambda session: patients.search(session, "Fer"),
        calls.worklist,
    ],
)
def test_nothing_more_is_read_or_written(live: Session, deed: Callable[[Session], object]) -> None:
    with pytest.raises(Problem) as caught:
        deed(live)
    assert caught.value.situation is Situation.ACCOUNT_DISABLED


def test_leaving_is_still_recorded(live: Session, site: WholeSite) -> None:
    sign_in.sign_out(live)
    with site.administrator() as admin, admin.records.reading() as unit:
        left = [event.who for event in unit.audit_log.events() if event.act == Act.SIGNED_OUT]
    assert "tberg" in left
