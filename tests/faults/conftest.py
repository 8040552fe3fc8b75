import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from runner import environment, everything_below

QUICK = ("--no-input", "--no-git", "--no-install")


@dataclass(frozen=True)
class Place:
    """A folder to make starters in, on a machine whose home and temporary folder are known."""

    folder: Path
    home: Path
    env: dict[str, str]

    def assert_nothing_is_left(self, *, but: tuple[str, ...] = ()) -> None:
        assert everything_below(self.folder) == sorted(but)
        assert everything_below(self.home / "tmp") == []


@pytest.fixture
def place(tmp_path: Path) -> Place:
    folder = tmp_path / "work"
    folder.mkdir()
    machine = tmp_path / "machine"
    return Place(folder, machine, environment(machine))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator["SmallDisk"]:
    """A filesystem of its own, as small as the test wants; skipped where mounting is not allowed."""
    disk = SmallDisk(tmp_path / "disk")
    yield disk
    disk.unmount()


class SmallDisk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mounted = False

    def mount(self, options: str) -> Path:
        self.folder.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("mounting a filesystem is not allowed here")
        self._mounted = True
        return self.folder

    def unmount(self) -> None:
        if self._mounted:
            subprocess.run(["umount", str(self.folder)], check=True)
            self._mounted = False
