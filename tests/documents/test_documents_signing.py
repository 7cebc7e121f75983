from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from pikepdf import pdfa

from tests.documents.reading import run, saved
from tests.documents.signing_factories import BEGUN, Site, key, make_site, signed_by
from tests.documents.summary_factories import SIGNED_AT, content
from workstation.documents.signing import sign
from workstation.documents.summary import render
from workstation.site.problems import Problem
from workstation.vault import certificates
from workstation.vault.keys import Signer


def trusting(folder: Path, site: Site) -> str:
    """The folder of a certificate store that trusts only this site."""
    store = folder / "store"
    store.mkdir()
    authority = folder / "authority.pem"
    authority.write_bytes(site.pem)
    run("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
    run("certutil", "-A", "-d", f"sql:{store}", "-n", "site", "-t", "CT,C,C", "-i", str(authority))
    return str(store)


def test_poppler_calls_it_valid_trusted_and_whole(
    tmp_path: Path, report: bytes, riverside: Site
) -> None:
    told = run("pdfsig", "-nssdir", trusting(tmp_path, riverside), saved(tmp_path, report))
    assert "Signature is Valid." in told
    assert "Certificate is Trusted." in told
    assert "Total document signed" in told
    assert "Signature #2" not in told
    assert "ETSI.CAdES.detached" in told
    assert 'CN="Ngozi Okafor, RN"' in told


def test_qpdf_finds_no_fault(tmp_path: Path, report: bytes) -> None:
    assert "No syntax or stream encoding errors found" in run(
        "qpdf", "--check", saved(tmp_path, report)
    )


def test_it_was_archivable_before_and_signing_breaks_no_rule(report: bytes) -> None:
    drawn = render(content())
    assert pdfa.validate_written(BytesIO(drawn), "3b").passed
    after = pdfa.validate_written(BytesIO(report), "3b")
    assert not after.violations
    assert {finding.rule for finding in after.findings} <= {
        "pikepdf:schema-Catalog",
        "pikepdf:embedded-file",
    }


def test_what_was_drawn_is_the_beginning_of_what_is_signed(nurse: Signer) -> None:
    drawn = render(content())
    signed = sign(drawn, nurse, SIGNED_AT, "meaning")
    assert signed.startswith(drawn)
    assert len(signed) - len(drawn) < 40_000


def test_the_time_of_signing_is_the_one_that_was_given(tmp_path: Path, report: bytes) -> None:
    assert "Signing Time: Nov 22 2026 19:19:40" in run("pdfsig", saved(tmp_path, report))


# --- who may not sign -----------------------------------------------------------------------


def expired(site: Site) -> Signer:
    return site.signer("expired", "E. Late, RN", BEGUN - timedelta(days=365 * 6))


def not_yet_valid(site: Site) -> Signer:
    return site.signer("early", "E. Early, RN", SIGNED_AT + timedelta(days=1))


def revoked(site: Site) -> Signer:
    signer = site.signer("revoked", "R. Evoked, RN")
    after = site.revoke(
        signer, SIGNED_AT - timedelta(days=1), x509.ReasonFlags.cessation_of_operation
    )
    return replace(signer, crl=after.crl)


def look_alike(site: Site) -> Signer:
    """Certified by another authority under the same name, shown with the real one."""
    false = make_site(site.name, "another authority").signer("alike", "A. Like, RN")
    return replace(false, authority=site.authority, crl=site.crl)


def wrong_purpose(site: Site) -> Signer:
    """The real authority, but a certificate for e-mail only."""
    good = site.signer("mail", "M. Ail, RN").certificate
    builder = x509.CertificateBuilder(
        good.issuer,
        good.subject,
        good.public_key(),
        good.serial_number,
        good.not_valid_before_utc,
        good.not_valid_after_utc,
    )
    for extension in good.extensions:
        value = extension.value
        if isinstance(value, x509.ExtendedKeyUsage):
            value = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(value, extension.critical)
    return site.with_certificate("mail", builder.sign(key(site.key_name), hashes.SHA256()))


BAD = {
    "certificate_expired": expired,
    "certificate_not_yet_valid": not_yet_valid,
    "certificate_revoked": revoked,
    "certificate_unsuitable": look_alike,
    "certificate_unsuitable ": wrong_purpose,
}


@pytest.mark.parametrize(("code", "bad"), BAD.items(), ids=BAD)
def test_a_bad_certificate_signs_nothing(
    riverside: Site, code: str, bad: Callable[[Site], Signer]
) -> None:
    with pytest.raises(Problem) as refused:
        signed_by(content(), bad(riverside))
    assert refused.value.code == code.strip()


def test_a_certificate_of_another_key_signs_nothing(riverside: Site, nurse: Signer) -> None:
    with pytest.raises(Problem) as refused:
        signed_by(content(), replace(nurse, key=key("somebody else")))
    assert refused.value.code == "certificate_unsuitable"


def test_the_usual_key_of_a_site_has_3072_bits() -> None:
    assert certificates.KEY_BITS == 3072
