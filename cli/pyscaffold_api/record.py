"""The record: what a starter was made from, kept in it as `.pyscaffold-api.toml`."""

import hashlib
import os
from collections.abc import Mapping, Set
from pathlib import Path

from pyscaffold_api import __version__

RECORD = ".pyscaffold-api.toml"
# Not part of the pure render: they differ from machine to machine.
NOT_PURE = {RECORD, ".env", "uv.lock"}
_HEADER = (
    "What this project was made from, for the tool to read: in another folder, with this file,",
    "`pyscaffold-api new --no-input --answers .pyscaffold-api.toml` makes the same again.",
)


def record_text(answers: Mapping[str, object], framework: str, tree: str) -> str:
    """The record as TOML: the given answers, the framework chosen, the tree id of the pure render."""
    import tomlkit

    document = tomlkit.document()
    for line in _HEADER:
        document.add(tomlkit.comment(line))
    document.add("version", tomlkit.item(__version__))
    document.add("framework", tomlkit.item(framework))
    document.add("tree", tomlkit.item(tree))
    document.add("answers", tomlkit.item(dict(answers)))
    return tomlkit.dumps(document)


def tree_id(folder: Path) -> str:
    """The id that git gives to the folder's content: 40 hexadecimal digits.

    Computed here so that it is known without git. Format of trees and blobs: "Git Objects" in the
    Pro Git book; entries are sorted as if folders ended in a slash.
    """
    return _tree(folder, NOT_PURE).hex()


def _tree(folder: Path, left_out: Set[str] = frozenset()) -> bytes:
    entries = []
    for entry in os.scandir(folder):
        if entry.name in left_out:
            continue
        name = os.fsencode(entry.name)
        if entry.is_dir():
            entries.append((name + b"/", b"40000 " + name + b"\0" + _tree(Path(entry.path))))
        else:
            mode = b"100755 " if entry.stat().st_mode & 0o100 else b"100644 "
            blob = _object_id(b"blob", Path(entry.path).read_bytes())
            entries.append((name, mode + name + b"\0" + blob))
    return _object_id(b"tree", b"".join(content for _key, content in sorted(entries)))


def _object_id(kind: bytes, content: bytes) -> bytes:
    header = kind + b" " + str(len(content)).encode() + b"\0"
    return hashlib.sha1(header + content, usedforsecurity=False).digest()
