"""Folders are removed whatever their modes are."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyscaffold_api.removal import remove_tree

NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of somebody whom modes bind, which they do not the administrator."""
    if not hasattr(os, "geteuid"):
        pytest.skip("modes bind nobody here")
    monkeypatch.chdir(tmp_path)
    if administrator := os.geteuid() == 0:
        os.chown(tmp_path, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    yield Path("folder")
    if administrator:
        os.seteuid(0)


def test_read_only_folders_are_removed_with_what_is_in_them(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir(parents=True)
    (inner / "file").touch()
    for path in (inner, folder):
        path.chmod(0o555)
    remove_tree(folder)
    assert not folder.exists()


def test_what_a_link_leads_to_keeps_its_mode(folder: Path) -> None:
    folder.mkdir()
    Path("theirs").mkdir(mode=0o555)
    (folder / "link").symlink_to("../theirs")
    folder.chmod(0o555)
    remove_tree(folder)
    assert not folder.exists()
    assert Path("theirs").stat().st_mode & 0o777 == 0o555
