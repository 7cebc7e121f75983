"""Looks at a signed file from every side and gathers facts; ``verification`` is its door."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, Final

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from workstation.documents import authority as issuing
from workstation.documents.agreement import (
    FIELD,
    NotOurs,
    read_record,
    require_agreement,
    signed_at,
)
from workstation.documents.authority import KnownSite
from workstation.documents.container import Container, Rejected
from workstation.documents.container import examine as examine_container
from workstation.documents.verdict import Status, StoredFacts, Verdict
from workstation.vault.certificates import DOCUMENT_SIGNING, certificate_bytes, fingerprint

_TRACES: Final = (b"(NurseSig)", b"encounter.json")
"""One of them is in each report; a broken file without any is simply not one of ours."""

_USAGE: Final = KeyUsageConstraints(
    key_usage={"non_repudiation"}, extd_key_usage={DOCUMENT_SIGNING.dotted_string}
)
_SUBFILTER: Final = "/ETSI.CAdES.detached"
_SLACK: Final = timedelta(seconds=1)

# what the libraries have to say about a bad file is said by the verdict, once
for _name in ("pyhanko", "pyhanko_certvalidator", "pikepdf"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


@dataclass(slots=True)
class _Case:
    """What has been found so far."""

    facts: dict[str, Any]
    altered: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def examine(pdf: bytes, digest: str, site: KnownSite | None, stored: StoredFacts | None) -> Verdict:
    """The verdict on a file that begins as a PDF."""
    case = _Case({"sha256": digest})
    if stored is not None:
        case.facts["stored_matches"] = stored.sha256 == digest
        if not case.facts["stored_matches"]:
            case.altered.append("It is not the file that this site has stored.")
    try:
        _look(case, pdf, site, stored)
    except NotOurs:
        if not any(trace in pdf for trace in _TRACES):
            return Verdict(Status.NOT_OURS, sha256=digest)
        case.altered.append("The attached record has been removed.")
    except Rejected as rejected:
        case.altered.append(str(rejected))
    except Exception:  # noqa: BLE001 - whatever a hostile file provokes, it is not a good report
        if not any(trace in pdf for trace in _TRACES):
            return Verdict(Status.NOT_OURS, sha256=digest)
        case.altered.append("The file is damaged.")
    return _concluded(case)


def _concluded(case: _Case) -> Verdict:
    failures, facts = (*case.altered, *case.refused), case.facts
    if case.altered:
        status = Status.ALTERED
        facts = {k: v for k, v in facts.items() if k not in _CLAIMS}  # what it claims is void
    elif case.refused:
        status = Status.REFUSED
    else:
        status = Status.VALID if facts["known_site"] else Status.UNKNOWN_SITE
    return Verdict(status, failures=failures, notes=tuple(case.notes), **facts)


_CLAIMS: Final = frozenset({"encounter", "grade", "decided", "protocol", "audit_seq", "audit_hash"})


def _look(case: _Case, pdf: bytes, site: KnownSite | None, stored: StoredFacts | None) -> None:
    record, drawn = read_record(pdf)
    signature = _only_signature(pdf)
    container = examine_container(pdf, signature)
    case.facts["container_exact"] = True
    leaf = x509.load_der_x509_certificate(container.signer)
    own = x509.load_der_x509_certificate(container.authority)
    at = _time(signature)
    _note_signer(case, leaf, own, at)
    _check_site(case, leaf, own, site)
    _check_signature(case, signature, container, site if case.facts["known_site"] else None, at)
    _check_certificates(case, leaf, own, at)
    if site is not None and case.facts["known_site"]:
        _check_revocation(case, leaf, site, at)
    if stored is not None and stored.signer_fingerprint != case.facts["signer_fingerprint"]:
        case.altered.append("It was signed with another certificate than this site has stored.")
    _note_record(case, record)
    _check_record(case, record, leaf, at)
    require_agreement(record, drawn)
    case.facts["record_agrees"] = True


# --- the signature --------------------------------------------------------------------------


def _only_signature(pdf: bytes) -> Any:
    """The one signature of a file that has exactly one field and was saved exactly twice."""
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    signatures = list(reader.embedded_signatures)
    if not signatures:
        raise Rejected("It is not signed, or the signature has been removed.")
    if len(signatures) != 1 or signatures[0].field_name != FIELD:
        raise Rejected("It does not carry exactly one signature.")
    if reader.xrefs.total_revisions != 2 or len(reader.root["/AcroForm"]["/Fields"]) != 1:
        raise Rejected("Something was added to the file.")
    signature = signatures[0]
    certifying = reader.root["/Perms"].raw_get("/DocMDP")
    if certifying.reference != signature.sig_field.raw_get("/V").reference:
        raise Rejected("The signature does not forbid changes.")
    return signature


def _time(signature: Any) -> datetime:
    at = signature.self_reported_timestamp
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise Rejected("The signature does not say when it was made.")
    return at.astimezone(UTC)


def _check_signature(
    case: _Case, signature: Any, container: Container, site: KnownSite | None, at: datetime
) -> None:
    status = validate_pdf_signature(
        signature, _context(container, site, at), key_usage_settings=_USAGE
    )
    case.facts["signature_valid"] = bool(status.intact and status.valid)
    case.facts["whole_file"] = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    case.facts["changes_forbidden"] = signature.docmdp_level is MDPPerm.NO_CHANGES
    case.facts["chain_valid"] = bool(status.trusted)
    facts = (
        ("signature_valid", "The contents do not match the signature."),
        ("whole_file", "The signature does not cover the whole file."),
        ("changes_forbidden", "The signature does not forbid changes."),
    )
    case.altered += [sentence for key, sentence in facts if not case.facts[key]]
    if str(signature.sig_object["/SubFilter"]) != _SUBFILTER:
        case.altered.append("The signature is of another kind.")
    if case.facts["signature_valid"] and not status.bottom_line:
        case.refused.append("The signer's certificate does not hold.")


def _context(container: Container, site: KnownSite | None, at: datetime) -> ValidationContext:
    """Trusts one authority, fetches nothing, and asks for the state at the time of signing."""
    root = asn1_x509.Certificate.load(container.authority)
    if site is None:
        return ValidationContext(
            trust_roots=[root], allow_fetching=False, revocation_mode="soft-fail", moment=at
        )
    return ValidationContext(
        trust_roots=[root],
        allow_fetching=False,
        crls=[asn1_crl.CertificateList.load(certificate_bytes(site.crl))],
        revocation_mode="require",
        moment=at,
        retroactive_revinfo=True,
    )


# --- who issued it --------------------------------------------------------------------------


def _note_signer(case: _Case, leaf: x509.Certificate, own: x509.Certificate, at: datetime) -> None:
    case.facts |= {
        "signer": issuing.person(leaf),
        "signer_fingerprint": fingerprint(certificate_bytes(leaf)),
        "site": issuing.organisation(own),
        "signed_at": at,
    }


def _check_site(
    case: _Case, leaf: x509.Certificate, own: x509.Certificate, site: KnownSite | None
) -> None:
    """Whether the authority in the file is the site's, byte for byte, and really issued it."""
    if not issuing.issued_by(leaf, own):
        raise Rejected("The signer's certificate was not issued by the authority beside it.")
    case.facts["known_site"] = site is not None and site.der == certificate_bytes(own)
    if site is None or case.facts["known_site"]:
        return
    if site.authority.subject == own.subject:
        case.refused.append("Another authority signed it under the name of this site.")


def _check_certificates(
    case: _Case, leaf: x509.Certificate, own: x509.Certificate, at: datetime
) -> None:
    refusal = issuing.refusal(leaf, own, at)
    if refusal:
        case.refused.insert(0, refusal)


def _check_revocation(case: _Case, leaf: x509.Certificate, site: KnownSite, at: datetime) -> None:
    """A certificate revoked later still holds, unless its key may be in other hands."""
    case.facts["revocations_as_of"] = site.crl.last_update_utc
    case.notes.append(f"Revocations known as of {site.crl.last_update_utc:%d %b %Y %H:%M} UTC.")
    revoked = issuing.revocation(leaf, site)
    if revoked is None:
        return
    case.facts["revoked_at"] = revoked.at
    when = f"{revoked.at:%d %b %Y %H:%M} UTC"
    if revoked.at <= at:
        case.refused.insert(0, f"The signer's certificate was revoked on {when}, before signing.")
    elif revoked.compromised and not case.facts.get("stored_matches"):
        case.refused.insert(0, f"The signer's key may be in other hands; revoked on {when}.")
    else:
        case.notes.append(f"The signer's certificate was revoked later, on {when}.")


# --- the record -----------------------------------------------------------------------------


def _note_record(case: _Case, record: dict[str, Any]) -> None:
    protocol, head = record["protocol"], record["audit_head"]
    case.facts |= {
        "encounter": str(record["encounter"]["uuid"]),
        "grade": str(record["page"]["grade"]),
        "decided": str(record["page"]["decided"]),
        "protocol": f"{protocol['id']} {protocol['version']} {protocol['sha256']}",
        "audit_seq": int(head["seq"]),
        "audit_hash": str(head["hash"]),
    }


def _check_record(
    case: _Case, record: dict[str, Any], leaf: x509.Certificate, at: datetime
) -> None:
    case.facts["record_agrees"] = False
    signer = record["signer"]
    if (issuing.user(leaf), issuing.person(leaf)) != (signer["user"], signer["printed_name"][:64]):
        raise Rejected("It was signed by someone else than the record names.")
    if abs(signed_at(record) - at) > _SLACK:
        raise Rejected("The record names another time of signing.")
