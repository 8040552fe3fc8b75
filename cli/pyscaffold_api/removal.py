"""Taking away what was made."""

import shutil
import time
from pathlib import Path

_ATTEMPTS = 20
_PAUSE_SECONDS = 0.05


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it, also while a program that is ending still writes there."""
    for _attempt in range(_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_PAUSE_SECONDS)
