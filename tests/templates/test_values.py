"""Thousands of hostile values, through every file that carries a value a person types."""

import ast
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from cookiecutter.generate import generate_context
from cookiecutter.utils import create_env_with_context
from escaping import one_line
from hypothesis import given, settings
from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt
from pyscaffold_api.templates import PROJECT_FOLDER, compose
from strategies import answer_text
from templates.variants import STARTERS, plan_for

FREE_TEXT = re.compile(r"cookiecutter\.(project_name|description|author_name)")


def carriers(composed: Path) -> list[str]:
    """The files that carry free text, themselves or through an include."""
    found = []
    for path in sorted((composed / PROJECT_FOLDER).rglob("*")):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        for name in re.findall(r'include "shared/([^"]+)"', text):
            included = composed / "templates" / "shared" / name
            parts = included.rglob("*") if included.is_dir() else [included]
            text += "".join(part.read_text(encoding="utf-8") for part in parts)
        if FREE_TEXT.search(text):
            found.append(path.relative_to(composed / PROJECT_FOLDER).as_posix())
    return found


def check_toml(text: str, values: dict[str, str]) -> None:
    project = tomllib.loads(text)["project"]
    assert project["description"] == one_line(values["description"])
    assert project["authors"] == [{"name": one_line(values["author_name"])}]


def check_python(text: str, values: dict[str, str]) -> None:
    assigned = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    assert assigned["NAME"] == one_line(values["project_name"])
    assert assigned["DESCRIPTION"] == one_line(values["description"])


def check_markdown(text: str, values: dict[str, str]) -> None:
    tokens = MarkdownIt("commonmark").parse(text)
    shown = [
        "".join(part.content for part in token.children or []) for token in tokens if token.type == "inline"
    ]
    assert shown[0] == one_line(values["project_name"])
    assert one_line(values["description"]) in shown[1:3] or not one_line(values["description"])


def check_licence(text: str, values: dict[str, str]) -> None:
    assert f"Copyright (c) {one_line(values['author_name'])}" in text.splitlines()


def check_env(text: str, values: dict[str, str]) -> None:
    lines = text.splitlines()
    assert one_line(values["project_name"]) in lines[0]
    assert all(re.fullmatch(r"(#.*|[A-Z_0-9]+=.*|)", line) for line in lines)
    assert "SECRET_KEY=" in lines


CHECKS: dict[str, Callable[[str, dict[str, str]], None]] = {
    "pyproject.toml": check_toml,
    "app/about.py": check_python,
    "README.md": check_markdown,
    "LICENSE": check_licence,
    ".env.example": check_env,
}


class Template:
    """A composed template whose files can be rendered one by one, as cookiecutter would."""

    def __init__(self, framework: str, workload: str, folder: Path) -> None:
        plan = plan_for({"framework": framework, "workload": workload}, folder)
        self.composed = compose(plan.template, folder / "composed")
        self._context = generate_context(str(self.composed / "cookiecutter.json"))
        self._context["cookiecutter"].update(plan.context, _decision_record=plan.decision_record)
        self._environment: Environment = create_env_with_context(self._context)
        self._environment.loader = FileSystemLoader(
            [str(self.composed / PROJECT_FOLDER), str(self.composed / "templates")]
        )

    def render(self, path: str, values: dict[str, str]) -> str:
        context = {"cookiecutter": {**self._context["cookiecutter"], **values}}
        return self._environment.get_template(path).render(**context)


@pytest.fixture(scope="module", params=STARTERS, ids="-".join)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(*request.param, tmp_path_factory.mktemp("template"))


def test_every_file_that_carries_text_has_a_check(template: Template) -> None:
    assert set(carriers(template.composed)) == set(CHECKS)


@pytest.mark.parametrize("path", CHECKS)
def test_any_text_comes_out_as_it_went_in(template: Template, path: str) -> None:
    @settings(max_examples=500, deadline=None)
    @given(
        project_name=answer_text(least=1, most=100),
        author_name=answer_text(least=1, most=112),
        description=answer_text(most=500),
    )
    def holds(**values: str) -> None:
        CHECKS[path](template.render(path, values), values)

    holds()
