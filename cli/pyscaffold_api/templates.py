"""Where the templates are, and how one is composed from its own files and the shared ones.

cookiecutter renders one folder and looks includes up beside its `cookiecutter.json`, so before a
render the shared files are laid over a copy of the template. `hooks/pre_prompt.py` does the same when
cookiecutter is run on a checkout; this module therefore imports the standard library only.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

PROJECT_FOLDER = "{{cookiecutter.project_slug}}"
# What tools leave behind when they are run inside a template; it must never reach a starter.
LEFTOVERS = ("__pycache__", "*.pyc", ".*_cache", ".DS_Store")


def template_root() -> Path:
    """The folder that holds the templates: inside the installed package, else the checkout's root."""
    packaged = Path(__file__).parent / "_templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[2]


def compose(template: str, destination: Path, *, root: Path | None = None) -> Path:
    """Make a template that cookiecutter can render in `destination`, which must not exist yet.

    `template` is the folder's name, such as `template-flask`. Raises ValueError when a shared file
    has the path of a file of the template: each path stands in one place only.
    """
    root = root or template_root()
    _copy_new(root / template, destination)
    lay_shared_over(destination, root=root)
    return destination


def lay_shared_over(template: Path, *, root: Path) -> None:
    """Add the shared files, partials, filters and hooks to a template folder, in place."""
    shared = root / "template-shared"
    _copy_new(shared / "files", template / PROJECT_FOLDER)
    _copy_new(shared / "partials", template / "templates" / "shared")
    shutil.copyfile(shared / "local_extensions.py", template / "local_extensions.py")
    # Without pre_prompt: it has done its work by now, and would run again for the chosen template.
    (template / "hooks").mkdir()
    for name in ("pre_gen_project.py", "post_gen_project.py"):
        shutil.copyfile(root / "hooks" / name, template / "hooks" / name)


def manifest(template: str, *, root: Path | None = None) -> dict[str, Any]:
    """The template's `cookiecutter.json`."""
    path = (root or template_root()) / template / "cookiecutter.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def file_list(template: str, context: Mapping[str, str | bool], *, root: Path | None = None) -> list[str]:
    """The paths that a render with this context gives, sorted, without rendering anything."""
    root = root or template_root()
    features: dict[str, list[str]] = manifest(template, root=root)["_features"]
    needed = {path for feature, paths in features.items() if context[feature] for path in paths}
    off = {path for paths in features.values() for path in paths} - needed
    sources = (root / "template-shared" / "files", root / template / PROJECT_FOLDER)
    paths = [path for source in sources for path in _files(source)]
    made_by_hook = [".env"]
    return sorted(made_by_hook + [path for path in paths if not _belongs_to(path, off)])


def _belongs_to(path: str, owners: Iterable[str]) -> bool:
    return any(path == owner or path.startswith(f"{owner}/") for owner in owners)


def _files(folder: Path) -> Iterator[str]:
    """The files below a folder as relative paths with forward slashes, leftovers of tools left out."""
    ignored = shutil.ignore_patterns(*LEFTOVERS)
    for current, folders, files in os.walk(folder):
        dropped = ignored(current, [*folders, *files])
        folders[:] = sorted(set(folders) - dropped)
        for name in sorted(set(files) - dropped):
            yield Path(current, name).relative_to(folder).as_posix()


def _place(source: str | Path, destination: str | Path) -> None:
    """Give a file a second place. Nothing writes to composed files, so a link, which is quicker, will do."""
    try:
        os.link(source, destination)
    except OSError:  # another filesystem, or one without links
        shutil.copyfile(source, destination)


def _copy_new(source: Path, destination: Path) -> None:
    """Place the files in folders of our own making: an installation's may be read-only."""
    for path in _files(source):
        target = destination / path
        if target.exists():
            raise ValueError(f"{path} is in the template and in template-shared: keep one of them")
        target.parent.mkdir(parents=True, exist_ok=True)
        _place(source / path, target)
