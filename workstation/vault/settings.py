"""The site's settings, sealed with the data key: nobody edits an emergency number from outside."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from pathlib import Path

from workstation.site.problems import Problem, Situation
from workstation.site.site import SiteSettings
from workstation.vault import vault_file
from workstation.vault.vault_values import Sealed


def save_settings(data_dir: Path, data_key: bytes, settings: SiteSettings) -> int:
    """Puts the settings into the vault file, and the name where the sign-in window reads it.

    Gives the generation of the vault.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    text = json.dumps(asdict(settings), sort_keys=True).encode("ascii")
    with vault_file.exclusively(data_dir):
        vault = vault_file.read_genuine(data_dir, data_key)
        nonce = os.urandom(12)
        sealed = Sealed(nonce, AESGCM(_key(data_key)).encrypt(nonce, text, _bound(vault.site_id)))
        changed = replace(vault, settings=sealed, site_name=settings.name)
        return vault_file.write(data_dir, changed, data_key)


def read_settings(data_dir: Path, data_key: bytes) -> SiteSettings:
    """The settings. Raises ``Problem`` vault_damaged if they are not those that were saved."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    vault = vault_file.read(data_dir)
    sealed = vault.settings or Sealed(b"", b"")
    try:
        text = AESGCM(_key(data_key)).decrypt(
            sealed.nonce, sealed.ciphertext, _bound(vault.site_id)
        )
        return SiteSettings(**json.loads(text))
    except (InvalidTag, ValueError, TypeError) as error:
        raise Problem(Situation.VAULT_DAMAGED, path=vault_file.path_of(data_dir)) from error


def _key(data_key: bytes) -> bytes:
    """A key of its own for this purpose: the data key itself encrypts the database."""
    import hmac  # noqa: PLC0415 - not needed to show the sign-in

    return hmac.digest(data_key, b"crs-workstation site settings", "sha256")


def _bound(site_id: str) -> bytes:
    return f"site settings of {site_id}".encode()
