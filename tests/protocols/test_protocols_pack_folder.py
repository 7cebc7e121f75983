"""What may lie in the folder of a pack: its files, nothing that nobody reads, no way out of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.protocol_sites import delivered_files
from workstation.clinical.refusal import Refusal
from workstation.protocols.pack import files_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in delivered_files().items():
        path = tmp_path / "pack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "pack"


def test_the_delivered_pack_is_read_whole(folder: Path) -> None:
    assert files_of(folder) == delivered_files()


def test_hidden_files_are_no_part_of_it(folder: Path) -> None:
    (folder / ".git" / "objects").mkdir(parents=True)
    (folder / ".git" / "objects" / "ab").write_bytes(b"x")
    (folder / "cases" / ".DS_Store").write_bytes(b"x")
    assert files_of(folder) == delivered_files()


def linked_file(folder: Path) -> None:
    (folder / "actions.yaml").rename(folder.parent / "elsewhere.yaml")
    (folder / "actions.yaml").symlink_to(folder.parent / "elsewhere.yaml")


def linked_folder(folder: Path) -> None:
    (folder / "scales").rename(folder.parent / "elsewhere")
    (folder / "scales").symlink_to(folder.parent / "elsewhere")


def misspelt(folder: Path) -> None:
    (folder / "lookalikes.yaml").rename(folder / "lookalike.yaml")


def left_by_an_editor(folder: Path) -> None:
    (folder / "actions.yaml~").write_bytes(b"actions: []\n")


def deeper(folder: Path) -> None:
    (folder / "scales" / "old").mkdir()
    (folder / "scales" / "old" / "astct-2019.yaml").write_bytes(b"id: astct-2019\n")


def huge(folder: Path) -> None:
    with (folder / "cases" / "all.json").open("wb") as file:
        file.truncate(5_000_000)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (linked_file, "actions.yaml is a link"),
        (linked_folder, "scales is a link"),
        (misspelt, "lookalike.yaml is no file of a pack"),
        (left_by_an_editor, "actions.yaml~ is no file of a pack"),
        (deeper, "scales/old/astct-2019.yaml is no file of a pack"),
        (huge, "cases/all.json is larger than 4 MB"),
    ],
)
def test_what_belongs_to_no_pack_is_refused(
    folder: Path, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(folder)
    with pytest.raises(Refusal) as caught:
        files_of(folder)
    assert says in caught.value.message
