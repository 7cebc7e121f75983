"""A backup gives back what was there, and one that was cut or changed is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.making_records import KEY, make_records, reopen, signed
from tests.making_sites import NOW, Minutes
from workstation.records import backup, migrate
from workstation.records.database import open_connection
from workstation.records.store import Records
from workstation.records.tables import metadata
from workstation.site.problems import Problem, Situation


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Records]:
    records = make_records(tmp_path, Minutes())
    for number in range(3):
        signed(records, f"e-{number}")
    (tmp_path / "vault.json").write_bytes(b'{"sealed": true}')
    yield records
    records.close()


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    connection = open_connection(path, KEY)
    names = [table.name for table in metadata.sorted_tables]
    rows = {
        name: connection.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608 - our own tables
        for name in names
    }
    connection.close()
    return rows


def test_a_restored_backup_is_equal_row_for_row(site: Records, tmp_path: Path) -> None:
    """Made while the database is open, with commits that are only in its log."""
    head = site.audit_head()
    out = tmp_path / "site.crsbackup"
    manifest = backup.make(site.database.path, KEY, out, NOW)
    assert manifest.head == head and manifest.revision == migrate.revisions()[-1]
    assert backup.read(out, KEY) == manifest
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    backup.restore(out, KEY, elsewhere / "records.db")
    assert content(elsewhere / "records.db") == content(site.database.path)
    assert [path.name for path in elsewhere.iterdir()] == ["records.db"]
    restored = reopen(elsewhere, Minutes())
    with restored.reading() as unit:
        assert unit.audit_log.check(anchor=head).sound
    restored.close()


def test_a_backup_carries_the_vault_but_nothing_in_clear(site: Records, tmp_path: Path) -> None:
    out = tmp_path / "site.crsbackup"
    backup.make(site.database.path, KEY, out, NOW)
    data = out.read_bytes()
    assert b"Ferreira" not in data and KEY.hex().encode() not in data and KEY not in data
    assert out.stat().st_mode & 0o077 == 0
    _, claimed = backup.read_unproved(out)
    assert claimed.vault


def refused(path: Path, key: bytes = KEY) -> bool:
    try:
        backup.read(path, key)
    except Problem as problem:
        return problem.situation is Situation.NOT_ACCEPTED
    return False


def test_a_backup_cut_anywhere_is_refused(site: Records, tmp_path: Path) -> None:
    out = tmp_path / "site.crsbackup"
    backup.make(site.database.path, KEY, out, NOW)
    data, cut = out.read_bytes(), tmp_path / "cut.crsbackup"
    target = tmp_path / "restored.db"
    ends = [*range(0, len(data), 97 * 13), *range(len(data) - 400, len(data))]
    for end in ends:
        cut.write_bytes(data[:end])
        assert refused(cut), end
    with pytest.raises(Problem):
        backup.restore(cut, KEY, target)
    assert not target.exists()


def test_a_changed_byte_is_refused(site: Records, tmp_path: Path) -> None:
    out = tmp_path / "site.crsbackup"
    backup.make(site.database.path, KEY, out, NOW)
    data, changed = out.read_bytes(), tmp_path / "changed.crsbackup"
    for place in [*range(0, len(data), len(data) // 60), *range(len(data) - 700, len(data), 11)]:
        spoiled = bytearray(data)
        spoiled[place] ^= 0x20
        changed.write_bytes(spoiled)
        assert refused(changed), place
    assert refused(out, bytes(32))


def test_a_restore_never_replaces_a_file(site: Records, tmp_path: Path) -> None:
    out = tmp_path / "site.crsbackup"
    backup.make(site.database.path, KEY, out, NOW)
    with pytest.raises(Problem) as caught:
        backup.restore(out, KEY, site.database.path)
    assert caught.value.situation is Situation.FILE_EXISTS


def test_a_damaged_database_is_not_backed_up(site: Records, tmp_path: Path) -> None:
    path = site.database.path
    site.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    out = tmp_path / "site.crsbackup"
    with pytest.raises(Problem) as caught:
        backup.make(path, KEY, out, NOW)
    assert caught.value.situation in (Situation.DATABASE_DAMAGED, Situation.NOT_OUR_DATABASE)
    assert not out.exists()
    assert not list(tmp_path.glob(".*.part"))


def test_a_link_in_the_place_of_the_backup_is_refused(site: Records, tmp_path: Path) -> None:
    out = tmp_path / "site.crsbackup"
    out.symlink_to(tmp_path / "victim")
    with pytest.raises(Problem) as caught:
        backup.make(site.database.path, KEY, out, NOW)
    assert caught.value.situation is Situation.IS_A_LINK
