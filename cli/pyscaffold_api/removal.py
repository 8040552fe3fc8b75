"""Taking away what was made."""

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

_ATTEMPTS = 20
_PAUSE_SECONDS = 0.05


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it, also while a program that is ending still writes there."""
    for _attempt in range(_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        _make_writable(folder)
        time.sleep(_PAUSE_SECONDS)


def _make_writable(folder: Path) -> None:
    """A folder that is read-only keeps what is in it."""
    for current, _folders, _files in os.walk(folder):
        with suppress(OSError):
            Path(current).chmod(0o700)
