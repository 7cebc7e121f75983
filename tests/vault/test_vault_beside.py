from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.making_sites import NOW
from tests.vault.conftest import Site
from workstation.site.problems import Problem, Situation
from workstation.site.site import SiteSettings
from workstation.vault import vault_file
from workstation.vault.beside import (
    Anchor,
    WaitingDraft,
    read_anchor,
    read_waiting,
    save_anchor,
    save_waiting,
)
from workstation.vault.settings import read_settings, save_settings

KEY = bytes(range(32))
ANCHOR = Anchor(41, b"h" * 32)


def test_an_anchor_comes_back_with_its_key_only(tmp_path: Path) -> None:
    save_anchor(tmp_path, KEY, ANCHOR)
    assert read_anchor(tmp_path, KEY) == ANCHOR
    assert read_anchor(tmp_path, bytes(32)) is None


@pytest.mark.parametrize("change", [{"seq": 40}, {"hash": "00" * 32}, {"seal": ""}, {"seq": "x"}])
def test_an_edited_anchor_is_none(tmp_path: Path, change: dict[str, object]) -> None:
    save_anchor(tmp_path, KEY, ANCHOR)
    path = tmp_path / "anchor.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert read_anchor(tmp_path, KEY) is None


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "1"])
def test_notes_that_are_damaged_say_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "anchor.json").write_text(text)
    (tmp_path / "drafts.json").write_text(text)
    assert read_anchor(tmp_path, KEY) is None
    assert read_waiting(tmp_path) == ()


def test_waiting_drafts_are_a_time_and_a_user_and_nothing_else(tmp_path: Path) -> None:
    late, early = WaitingDraft(NOW + timedelta(hours=1), "b"), WaitingDraft(NOW, "a")
    save_waiting(tmp_path, [late, early])
    assert read_waiting(tmp_path) == (early, late)
    written = json.loads((tmp_path / "drafts.json").read_text())
    assert all(set(entry) == {"started_at", "user"} for entry in written)
    assert (tmp_path / "drafts.json").stat().st_mode & 0o777 == 0o600


SETTINGS = SiteSettings("Lakeside Infusion", emergency_number="112", time_zone="Europe/Paris")


def test_settings_come_back_sealed_and_the_name_in_clear(site: Site) -> None:
    save_settings(site.folder, site.keys.data_key, SETTINGS)
    assert read_settings(site.folder, site.keys.data_key) == SETTINGS
    assert vault_file.read(site.folder).site_name == "Lakeside Infusion"
    assert "Europe/Paris" not in (site.folder / "vault.json").read_text()


def test_settings_of_another_site_or_edited_ones_are_refused(site: Site) -> None:
    save_settings(site.folder, site.keys.data_key, SETTINGS)
    path = site.folder / "vault.json"
    whole = path.read_text()
    for change in ({"site_id": "site-2"}, {"settings": None}):
        body = {**json.loads(whole), **change}
        body["check"] = vault_file._check(body)
        path.write_text(json.dumps(body))
        with pytest.raises(Problem) as caught:
            read_settings(site.folder, site.keys.data_key)
        assert caught.value.situation is Situation.VAULT_DAMAGED
