from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock

import pikepdf
import pytest
from cryptography import x509

from tests.documents.signing_factories import Site, make_site, signed_by
from tests.documents.summary_factories import (
    SIGNED_AT,
    assessment,
    content,
    decision,
    encounter,
    grade,
    patient,
)
from tests.documents.test_documents_signing import expired, not_yet_valid, wrong_purpose
from workstation.documents import record
from workstation.documents.agreement import RECORD_NAME
from workstation.documents.authority import organisation, person
from workstation.documents.content import Signer as PrintedSigner
from workstation.documents.content import SummaryContent
from workstation.documents.page_text import MOST_PAGES
from workstation.documents.signing import sign
from workstation.documents.summary import render
from workstation.documents.unpacking import LARGEST
from workstation.documents.verdict import SENTENCES, Status
from workstation.documents.verification import verify
from workstation.site.problems import Problem
from workstation.vault.keys import Signer


def test_a_report_of_this_site_is_valid_and_says_what_it_is(report: bytes, riverside: Site) -> None:
    verdict = verify(report, riverside.pem)
    assert verdict.good
    assert verdict.summary == (
        SENTENCES[Status.VALID],
        "Revocations known as of 23 Oct 2026 19:14 UTC.",
    )
    assert (verdict.signer, verdict.site) == ("Ngozi Okafor, RN", "Riverside Infusion Center")
    assert verdict.signed_at == SIGNED_AT
    assert verdict.grade == "At least grade 1, at most 4"
    assert verdict.decided == "Emergency department now"
    assert verdict.encounter == encounter().uuid
    assert verdict.protocol.startswith("crs 2026.3 9f2c41ab")
    assert (verdict.audit_seq, verdict.audit_hash[:8]) == (18204, "31c8e2f0")
    assert verdict.revocations_as_of == riverside.crl.last_update_utc
    assert verdict.stored_matches is None


def test_without_the_sites_file_it_is_unchanged_but_unknown(report: bytes) -> None:
    verdict = verify(report)
    assert verdict.status is Status.UNKNOWN_SITE
    assert verdict.failures == ()
    assert verdict.grade


def test_a_report_of_another_site_is_unknown_here(report: bytes) -> None:
    other = make_site("Lakeside Infusion", "lakeside")
    assert verify(report, other.pem).status is Status.UNKNOWN_SITE


def test_any_other_pdf_is_not_a_report() -> None:
    out = BytesIO()
    with pikepdf.new() as blank:
        blank.add_blank_page()
        blank.save(out)
    assert verify(out.getvalue()).status is Status.NOT_OURS
    assert verify(b"%PDF-1.7 nothing").status is Status.NOT_OURS


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a pdf", b"%PD"])
def test_what_does_not_begin_as_a_pdf_cannot_be_read(data: bytes) -> None:
    assert verify(data).status is Status.UNREADABLE


@pytest.mark.parametrize(
    "pem", [b"", b"hello", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_an_unusable_site_file_is_said_to_be_one(report: bytes, pem: bytes) -> None:
    with pytest.raises(Problem) as refused:
        verify(report, pem)
    assert refused.value.code == "not_accepted"


def test_a_list_that_another_authority_signed_is_no_list(report: bytes, riverside: Site) -> None:
    other = make_site("Lakeside Infusion", "lakeside")
    mixed = replace(riverside, crl=other.crl)
    with pytest.raises(Problem):
        verify(report, mixed.pem)


# --- certificates ---------------------------------------------------------------------------


def signed_in_spite(signer: Signer, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Signed by a program that does not look at the certificate first."""
    monkeypatch.setattr("workstation.documents.signing.require_usable", lambda *_: None)
    return signed_by(content(), signer)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (expired, "had expired"),
        (not_yet_valid, "not yet valid"),
        (wrong_purpose, "not for signing documents"),
    ],
)
def test_a_bad_certificate_is_refused_at_verification_too(
    riverside: Site, monkeypatch: pytest.MonkeyPatch, bad: Callable[[Site], Signer], why: str
) -> None:
    pdf = signed_in_spite(bad(riverside), monkeypatch)
    for pem in (riverside.pem, None):
        verdict = verify(pdf, pem)
        assert verdict.status is Status.REFUSED
        assert why in verdict.failures[0]


def test_a_revoked_certificate_is_refused(riverside: Site) -> None:
    signer = riverside.signer("left", "L. Eft, RN")
    pdf = signed_by(content(), signer)
    reason = x509.ReasonFlags.cessation_of_operation
    after = riverside.revoke(signer, SIGNED_AT - timedelta(minutes=5), reason)

    assert verify(pdf, riverside.pem).good, "the list of before does not know it yet"
    verdict = verify(pdf, after.pem)
    assert verdict.status is Status.REFUSED
    assert "revoked" in verdict.failures[0]
    assert verdict.chain_valid is False


def test_a_report_outlives_the_account_of_its_signer(riverside: Site) -> None:
    """A nurse who leaves takes nothing of her reports' worth along."""
    signer = riverside.signer("left", "L. Eft, RN")
    pdf = signed_by(content(), signer)
    later = SIGNED_AT + timedelta(days=90)
    after = riverside.revoke(signer, later, x509.ReasonFlags.cessation_of_operation)

    verdict = verify(pdf, after.pem)
    assert verdict.good
    assert verdict.revoked_at == later
    assert "revoked later" in verdict.notes[-1]


def test_a_stolen_key_makes_every_report_doubtful(riverside: Site) -> None:
    signer = riverside.signer("stolen", "S. Tolen, RN")
    pdf = signed_by(content(), signer)
    later = SIGNED_AT + timedelta(days=90)
    after = riverside.revoke(signer, later, x509.ReasonFlags.key_compromise)
    assert verify(pdf, after.pem).status is Status.REFUSED


# --- page and record ------------------------------------------------------------------------


def forged(signer: Signer, page: SummaryContent, data: bytes) -> bytes:
    """A report whose page and record were made apart, signed by a true signer."""
    with mock.patch("workstation.documents.summary.record_json", return_value=data):
        drawn = render(page)
    return sign(drawn, signer, page.signed_at, page.meaning)


def printed(signer: Signer) -> PrintedSigner:
    serial = f"{signer.certificate.serial_number:x}"
    return PrintedSigner(
        signer.user, person(signer.certificate), organisation(signer.authority), serial
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"assessment": assessment(grade=grade(at_least=0, at_most=0))}, "badge"),
        ({"assessment": assessment(grade=grade(at_least=1, at_most=2))}, "grade"),
        ({"encounter": encounter(decision=decision(level="home_care", override=None))}, "decision"),
        ({"patient": patient(family_name="Roe")}, "patient"),
        ({"signed_at": SIGNED_AT + timedelta(hours=1)}, "time"),
    ],
)
def test_a_record_that_says_otherwise_than_the_page_is_refused(
    riverside: Site, nurse: Signer, change: dict[str, Any], why: str
) -> None:
    page = content(signer=printed(nurse))
    other = record.record_json(replace(page, **change))
    verdict = verify(forged(nurse, page, other), riverside.pem)
    assert verdict.status is Status.ALTERED
    assert why in " ".join(verdict.failures)
    assert verdict.record_agrees is False


@pytest.mark.parametrize(
    "change",
    [
        {"assessed_at": "2026-11-22T19:19:41+00:00"},
        {"setting": "ward"},
        {"findings": {}},
        {"therapy": {"agent": "blinatumomab"}},
    ],
)
def test_a_record_that_graded_something_else_is_refused(
    riverside: Site, nurse: Signer, change: dict[str, Any]
) -> None:
    page = content(signer=printed(nurse))
    told = record.record(page)
    told["observation"] |= change
    verdict = verify(forged(nurse, page, json.dumps(told).encode()), riverside.pem)
    assert verdict.status is Status.ALTERED
    assert "what was graded" in verdict.failures[0]


def test_a_record_of_another_patient_than_its_page_is_refused(
    riverside: Site, nurse: Signer
) -> None:
    """Its printed lines are those of the page; the data behind them is somebody else's."""
    page = content(signer=printed(nurse))
    told = record.record(page)
    told["patient"]["family_name"] = "Roe"
    verdict = verify(forged(nurse, page, json.dumps(told).encode()), riverside.pem)
    assert verdict.status is Status.ALTERED
    assert "contradicts itself about the patient" in verdict.failures[0]


def test_a_record_of_an_earlier_release_has_no_observation(riverside: Site, nurse: Signer) -> None:
    page = content(signer=printed(nurse))
    told = record.record(page)
    del told["observation"]
    assert verify(forged(nurse, page, json.dumps(told).encode()), riverside.pem).good


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{",
        b'{"format": "another"}',
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b"[" * 100_000,
    ],
)
def test_a_record_that_cannot_be_read_is_refused(
    riverside: Site, nurse: Signer, data: bytes
) -> None:
    verdict = verify(forged(nurse, content(signer=printed(nurse)), data), riverside.pem)
    assert verdict.status is Status.ALTERED


def test_a_record_that_unpacks_without_end_is_refused(riverside: Site, nurse: Signer) -> None:
    page = content(signer=printed(nurse))
    verdict = verify(forged(nurse, page, b" " * (LARGEST + 1)), riverside.pem)
    assert verdict.status is Status.ALTERED
    assert "too large" in verdict.failures[0]


def bombed(report: bytes, place: str) -> bytes:
    """The report with a stream in it that is a thousand times larger than it looks."""
    packed = zlib.compress(b" " * (LARGEST + 1), 9)
    with pikepdf.open(BytesIO(report)) as pdf:
        stream = pikepdf.Stream(pdf, b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        if place == "page":
            pdf.pages[0].obj.Contents = stream
        else:
            next(iter(pdf.pages[0].resources.Font.values())).ToUnicode = stream
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("place", ["page", "table of a font"])
def test_a_page_that_unpacks_without_end_is_refused(report: bytes, place: str) -> None:
    verdict = verify(bombed(report, place))
    assert verdict.status is Status.ALTERED
    assert verdict.failures == (f"The {place} is too large to be one.",)


def test_a_book_is_no_report(report: bytes) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(report)) as pdf:
        for _ in range(MOST_PAGES):
            pdf.pages.append(pdf.pages[0])
        pdf.save(out)
    verdict = verify(out.getvalue())
    assert verdict.status is Status.ALTERED
    assert verdict.failures == ("It has more pages than a report.",)


def test_a_record_of_a_later_program_is_not_guessed_at(riverside: Site, nurse: Signer) -> None:
    page = content(signer=printed(nurse))
    later = record.record(page) | {"format_version": 2}
    verdict = verify(forged(nurse, page, json.dumps(later).encode()), riverside.pem)
    assert verdict.status is Status.ALTERED
    assert "version" in verdict.failures[0]


def test_the_record_is_complete_and_can_be_taken_out(report: bytes) -> None:
    with pikepdf.open(BytesIO(report)) as pdf:
        assert list(pdf.attachments) == [RECORD_NAME]
        spec = pdf.attachments[RECORD_NAME]
        assert spec.relationship == pikepdf.Name.Data
        assert [each.objgen for each in pdf.Root.AF] == [spec.obj.objgen]
        data = json.loads(spec.get_file().read_bytes())
    assert set(data) == {
        "format", "format_version", "encounter", "patient", "therapy", "findings", "assessment",
        "decision", "signer", "meaning", "signed_at", "protocol", "audit_head", "site", "page",
        "observation",
    }  # fmt: skip
    assert data["findings"]["temperature_c"] == {
        "value": 38.6,
        "source": "patient_device",
        "at": "2026-11-22T19:02:00+00:00",
    }
    assert data["findings"]["iv_fluid_for_hypotension"] is None
    assert data["findings"]["spo2_percent"] == {"not_assessed": "no_device"}
    assert data["assessment"]["grades"]["astct-2019"]["at_most"] == 4
    assert data["decision"]["override"]["reason_text"].startswith("lives alone")
    assert data["patient"]["birth_date"] == "1965-03-14"


def test_wrapped_and_foreign_names_still_agree(riverside: Site, nurse: Signer) -> None:
    names = patient(family_name="Nguyễn-Ωμέγα " * 9, given_name="中 Żaneta\nAnna")
    verdict = verify(signed_by(content(patient=names), nurse), riverside.pem)
    assert verdict.failures == ()
    assert verdict.good


def test_the_verdicts_values_load_no_pdf_library() -> None:
    code = (
        "import sys, workstation.documents.verification\n"
        "heavy = ('pyhanko', 'pikepdf', 'reportlab', 'cryptography')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "[]"


def test_verifying_needs_no_drawing_library(report: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(report)
    code = (
        "import sys, pathlib\n"
        "from workstation.documents.verification import verify\n"
        f"verdict = verify(pathlib.Path({str(path)!r}).read_bytes())\n"
        "print(verdict.status, 'reportlab' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.split() == ["unknown_site", "False"]
