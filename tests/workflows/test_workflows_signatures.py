"""A signing certificate that comes to its end: told before, told after, renewed."""

from __future__ import annotations

import pytest

from tests.making_sites import NURSE, WholeSite
from workstation.site.problems import Problem, Situation
from workstation.workflows import administration, signatures
from workstation.workflows.session import Session, open_signer

FIVE_YEARS = 5 * 365


def told(session: Session) -> list[Situation]:
    return [problem.situation for problem in session.warnings]


def test_nothing_is_told_long_before(site: WholeSite) -> None:
    site.clock.advance(days=FIVE_YEARS - 90)
    with site.session() as session:
        assert told(session) == []
    with site.administrator() as session:
        assert told(session) == []


@pytest.mark.parametrize(
    ("days", "nurse", "administrator"),
    [(61, False, False), (59, False, True), (31, False, True), (29, True, True)],
)
def test_who_renews_is_told_before_who_signs(
    site: WholeSite, days: int, nurse: bool, administrator: bool
) -> None:
    site.clock.advance(days=FIVE_YEARS - days)
    with site.session() as session:
        assert (Situation.CERTIFICATE_ENDS in told(session)) is nurse
    with site.administrator() as session:
        assert (Situation.CERTIFICATES_END in told(session)) is administrator


def test_owner_and_administrator_are_told_in_time(site: WholeSite) -> None:
    site.clock.advance(days=FIVE_YEARS - 20)
    with site.session() as session:
        assert told(session) == [Situation.CERTIFICATE_ENDS]
        assert "2031-11-25" in session.warnings[0].sentence
    with site.administrator() as session:
        assert Situation.CERTIFICATES_END in told(session)
        named = next(p for p in session.warnings if p.situation is Situation.CERTIFICATES_END)
        assert "2, the first on 2031-11-25" in named.sentence
        administration.renew_certificate(session, "nokafor")
        assert signatures.signature_ends(session)["nokafor"].year == 2036
    with site.session() as session:
        assert told(session) == []


def test_on_the_day_after_signing_says_what_to_do_and_renewing_helps(site: WholeSite) -> None:
    site.clock.advance(days=FIVE_YEARS + 1)
    with site.session() as session:
        assert told(session) == [Situation.CERTIFICATE_ENDS]
        with pytest.raises(Problem) as caught:
            open_signer(session, NURSE.password)
        assert caught.value.situation is Situation.CERTIFICATE_EXPIRED
        assert "signature renewed" in caught.value.advice
        with site.administrator() as admin:
            administration.renew_certificate(admin, "nokafor")
        assert open_signer(session, NURSE.password).user == "nokafor"
