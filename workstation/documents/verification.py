"""Verifies a signed summary, without the database or with what it knows.

Stricter than a PDF reader: exactly one signature over the whole file, spelled in the one way
this program spells it, from a certificate of the site, with a record that agrees with the page.
Any error while looking is an answer too: the file is not as it was signed.
"""

from __future__ import annotations

from hashlib import sha256

from workstation.documents.verdict import Status, StoredFacts, Verdict

__all__ = ["Status", "StoredFacts", "Verdict", "verify"]


def verify(pdf: bytes, site_pem: bytes | None = None, stored: StoredFacts | None = None) -> Verdict:
    """The verdict on a file.

    ``site_pem`` holds the certificate of the site's authority and its newest revocation list;
    without it a report can at best be "unchanged, site not known here". ``stored`` is what the
    site's own record says of the file. Raises ``Problem`` not_accepted for an unusable
    ``site_pem``, and nothing else.
    """
    digest = sha256(pdf).hexdigest()
    if not pdf.startswith(b"%PDF-"):
        return Verdict(Status.UNREADABLE, sha256=digest)
    # the libraries behind this take most of a second to load; the verdict's values do not
    from workstation.documents.authority import known_site  # noqa: PLC0415
    from workstation.documents.examination import examine  # noqa: PLC0415

    site = known_site(site_pem) if site_pem is not None else None
    return examine(pdf, digest, site, stored)
