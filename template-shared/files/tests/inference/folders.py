from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any

from app.inference.metadata import METADATA, Metadata, read_metadata
from app.settings import Settings

ROOT = Path(__file__).parents[2]
SHIPPED = Path(Settings.model_fields["model_dir"].default)
# One more field of the file's outermost message: another name of what produced it. The graph is the same.
OTHER_PRODUCER = b"\x12\x05other"


def copy_of_model(folder: Path) -> Path:
    return copytree(SHIPPED, folder / "model")


def model_content(folder: Path) -> bytes:
    return (folder / read_metadata(folder).file).read_bytes()


def replace_model(folder: Path, content: bytes, **changes: Any) -> Metadata:
    """Put a model in the place of the one there, as training does: its file first, then what names it."""
    described = read_metadata(folder).model_dump() | {"sha256": sha256(content).hexdigest()} | changes
    metadata = Metadata.model_validate(described)
    (folder / metadata.file).write_bytes(content)
    aside = folder / "aside.json"
    aside.write_text(metadata.model_dump_json(), encoding="utf-8")
    aside.replace(folder / METADATA)
    return metadata


def put_successor(folder: Path) -> Metadata:
    """Put a model of another version in the place of the one there. It predicts the same."""
    return replace_model(folder, model_content(folder) + OTHER_PRODUCER)
