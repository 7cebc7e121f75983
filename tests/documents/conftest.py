"""What the tests of the documents share: one site, one signer, one signed report a session."""

from __future__ import annotations

import pytest

from tests.documents.signing_factories import Site, make_site, signed_by
from tests.documents.summary_factories import content
from workstation.vault.keys import Signer


@pytest.fixture(scope="session")
def riverside() -> Site:
    return make_site()


@pytest.fixture(scope="session")
def nurse(riverside: Site) -> Signer:
    return riverside.signer()


@pytest.fixture(scope="session")
def report(nurse: Signer) -> bytes:
    """A signed report."""
    return signed_by(content(), nurse)
