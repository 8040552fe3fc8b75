"""Render a plan's template into place."""

import logging
import os
import runpy
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import jinja2
import platformdirs
from cookiecutter.environment import StrictEnvironment
from cookiecutter.exceptions import CookiecutterException
from cookiecutter.generate import generate_context, generate_files
from cookiecutter.utils import work_in
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from pyscaffold_api.errors import RenderError
from pyscaffold_api.plan import Plan
from pyscaffold_api.record import RECORD, record_text, tree_id
from pyscaffold_api.staging import MADE, TEMPLATE, check_target, publish, staging_folder
from pyscaffold_api.templates import compose, template_root

# cookiecutter logs what it also raises; the person is told once.
logging.getLogger("cookiecutter").addHandler(logging.NullHandler())


def render(plan: Plan) -> list[str]:
    """Make the starter at the plan's target and answer the paths in it, sorted.

    Either the whole starter is there afterwards or nothing is. Raises OutputDirectoryExists when the
    target is in use, RenderError when rendering or writing fails.
    """
    target = plan.target.absolute()  # cookiecutter changes the working directory
    check_target(target)
    with _told_as_render_error(plan), staging_folder(target) as staging:
        template = compose(plan.template, staging / TEMPLATE)
        project = _generate(template, plan, staging / MADE)
        text = record_text(plan.recorded, plan.framework, tree_id(project))
        (project / RECORD).write_text(text, encoding="utf-8", newline="\n")
        files = sorted(p.relative_to(project).as_posix() for p in project.rglob("*") if p.is_file())
        publish(project, target)
    return files


class _BytecodeCache(FileSystemBytecodeCache):
    """Compiled templates, kept between runs: most of a render is compiling. It may fail; a render may not."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _generate(template: Path, plan: Plan, output: Path) -> Path:
    context = generate_context(context_file=str(template / "cookiecutter.json"))
    # Put in afterwards: cookiecutter would render values that it is given earlier as templates.
    context["cookiecutter"].update(plan.context, _decision_record=plan.decision_record)
    if (cache := _bytecode_cache(plan.template)) is not None:
        context["cookiecutter"]["_jinja2_env_vars"]["bytecode_cache"] = cache
    with _importable(template_root() / "template-shared"):
        # The hooks run here instead of as processes of cookiecutter's: an interrupt then has one place to
        # be handled in, and two interpreters less are started.
        project = Path(generate_files(str(template), context, str(output), accept_hooks=False))
        _apply_umask(project)
        _run_hook(template / "hooks" / "post_gen_project.py", project, context)
    return project


def _apply_umask(project: Path) -> None:
    """Give files the modes that new files have here; cookiecutter copies those of the template."""
    umask = os.umask(0)
    os.umask(umask)
    for path in project.rglob("*"):
        if path.is_file():
            runs = path.stat().st_mode & 0o100
            path.chmod((0o777 if runs else 0o666) & ~umask)


def _run_hook(hook: Path, project: Path, context: dict[str, Any]) -> None:
    environment = StrictEnvironment(context=context, keep_trailing_newline=True)
    hook.write_text(environment.from_string(hook.read_text("utf-8")).render(**context), "utf-8")
    try:
        with work_in(project):
            runpy.run_path(str(hook), run_name="__main__")
    except SystemExit as stop:
        raise RenderError(f"The project could not be finished: {stop.code}.") from stop


def _bytecode_cache(template: str) -> _BytecodeCache | None:
    """A cache of the template's own: the two templates have files of the same names."""
    try:
        folder = Path(platformdirs.user_cache_dir("pyscaffold-api")) / "templates" / template
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, RuntimeError):  # no home folder, or one that cannot be written to
        return None
    return _BytecodeCache(str(folder))


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Let Jinja import the filters by name, as cookiecutter itself does."""
    sys.path.append(str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def _first_reason(error: OSError) -> str:
    """Why writing failed, in the words of the system."""
    if isinstance(error, shutil.Error):  # it lists every file that could not be copied
        _source, _destination, reason = error.args[0][0]
        return str(reason).partition("] ")[2].partition(": ")[0] or str(reason)
    return error.strerror or str(error)


@contextmanager
def _told_as_render_error(plan: Plan) -> Iterator[None]:
    """What rendering may raise, as an error that says what to do."""
    elsewhere = "Check the free space and the permissions there, or choose another folder with --output-dir."
    try:
        yield
    except OSError as error:
        reason = _first_reason(error)
        raise RenderError(f"Nothing was written to {plan.target}: {reason}.", hint=elsewhere) from error
    except (CookiecutterException, ValueError, jinja2.TemplateError) as error:
        raise RenderError(
            f"The template {plan.template} could not be rendered: {error}",
            hint="This is a fault of pyscaffold-api; please report it with the command you ran.",
        ) from error
