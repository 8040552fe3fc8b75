"""A target folder appears whole or not at all: made aside, then renamed into place."""

import errno
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pyscaffold_api.errors import OutputDirectoryExists, RenderError
from pyscaffold_api.removal import remove_tree
from pyscaffold_api.signals import held

PREFIX = ".pyscaffold-api-"
# What a staging folder holds: the composed template, and the project being made.
TEMPLATE, MADE = "template", "made"
STALE_AFTER_SECONDS = 24 * 60 * 60


def check_target(target: Path) -> None:
    """Refuse a target that exists, unless it is an empty folder, and parents in which it cannot be made."""
    try:
        if target.is_symlink():
            raise OutputDirectoryExists(f"{target} is a link.", hint=_ANOTHER)
        if target.is_dir():
            if any(target.iterdir()):
                raise OutputDirectoryExists(f"{target} exists and is not empty.", hint=_ANOTHER)
        elif target.exists():
            raise OutputDirectoryExists(f"{target} exists and is not a folder.", hint=_ANOTHER)
        check_parents(target)
    except OSError as error:
        raise RenderError(f"{target} cannot be used: {error.strerror}.", hint=_ANOTHER) from error


def check_parents(target: Path) -> None:
    """Refuse a target that cannot be made where it is to be, whatever its name."""
    for parent in target.absolute().parents:
        if parent.is_dir():
            if not os.access(parent, os.W_OK | os.X_OK):
                message = f"Nothing can be written to {parent}: it is read-only, or another user's."
                raise RenderError(message, hint=_ELSEWHERE)
            return
        if parent.is_symlink() or parent.exists():
            raise OutputDirectoryExists(f"{parent} is not a folder.", hint=_ELSEWHERE)


@contextmanager
def staging_folder(target: Path) -> Iterator[Path]:
    """A folder beside the target, gone when the block is left, whatever happens in it.

    Missing parents of the target are made, and removed again if they stay empty. Folders that killed
    runs left behind for this target are swept first.
    """
    made = _make_parents(target.parent)
    try:
        _sweep(target)
        with _locked_folder(target) as folder:
            yield folder
    finally:
        with held():
            for parent in made:
                with suppress(OSError):
                    parent.rmdir()


def publish(project: Path, target: Path) -> None:
    """Rename the finished project into place, in one step. Of two runs for one target one wins."""
    try:
        if os.name == "nt" and target.is_dir():
            target.rmdir()  # Windows renames onto nothing only; an empty folder is all that rmdir removes.
        project.rename(target)
    except OSError as error:
        if error.errno in {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EACCES} and target.exists():
            raise OutputDirectoryExists(
                f"{target} was made by someone else in the meantime.", hint=_ANOTHER
            ) from error
        raise RenderError(f"{target} cannot be put into place: {error.strerror}.", hint=_ANOTHER) from error


_ANOTHER = "Choose another name, or another folder with --output-dir."
_ELSEWHERE = "Choose another folder with --output-dir."


def _make_parents(parent: Path) -> list[Path]:
    """Make the missing folders; answer those that were made, innermost first."""
    missing = []
    current = parent
    while not current.exists():
        missing.append(current)
        current = current.parent
    parent.mkdir(parents=True, exist_ok=True)
    return missing


class _Taken(Exception):  # noqa: N818 - another run was faster
    """Another run holds the folder, or has swept it away."""


@contextmanager
def _locked_folder(target: Path) -> Iterator[Path]:
    while True:
        folder = target.parent / f"{PREFIX}{target.name}-{secrets.token_hex(4)}"
        lock = None
        try:
            folder.mkdir(mode=0o700)
            # Between its making and its locking a sweeping run may take the folder for an abandoned one.
            with suppress(_Taken):
                lock = _lock(folder)
                yield folder
                return
        finally:
            with held():
                remove_tree(folder)
                if lock is not None:
                    os.close(lock)


def _lock(folder: Path) -> int | None:
    """Hold the folder for as long as this process lives; None where folders cannot be locked.

    Raises _Taken when another run holds it or has removed it.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        raise _Taken from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_nlink == 0 or not folder.exists():
            raise _Taken
    except BlockingIOError:
        os.close(descriptor)
        raise _Taken from None
    except _Taken:
        os.close(descriptor)
        raise
    except OSError:  # a filesystem without locks
        os.close(descriptor)
        return None
    return descriptor


def _sweep(target: Path) -> None:
    """Remove what killed runs left: folders that nobody holds any more."""
    for folder in target.parent.glob(f"{PREFIX}*"):
        with suppress(OSError, _Taken):
            if not _is_ours(folder):
                continue
            lock = _lock(folder)
            # Without locks only age tells a dead run from a living one.
            if lock is not None or time.time() - folder.stat().st_mtime > STALE_AFTER_SECONDS:
                remove_tree(folder)
            if lock is not None:
                os.close(lock)


def _is_ours(folder: Path) -> bool:
    """Whether a folder is named as we name them and holds nothing but what we put there."""
    named = re.fullmatch(rf"{re.escape(PREFIX)}[a-z0-9-]+-[0-9a-f]{{8}}", folder.name)
    return (
        bool(named)
        and not folder.is_symlink()
        and {path.name for path in folder.iterdir()} <= {TEMPLATE, MADE}
    )
