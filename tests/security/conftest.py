"""A whole site for each test, copied from one that was made once."""

from __future__ import annotations

from tests.whole_sites import first_site, site

__all__ = ["first_site", "site"]
