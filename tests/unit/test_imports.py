import subprocess
import sys

HEAVY = {
    "click",
    "questionary",
    "rich",
    "cookiecutter",
    "jinja2",
    "tomlkit",
    "tomllib",
    "slugify",
    "difflib",
    "json",
}


def test_the_questions_and_answers_import_nothing_heavy() -> None:
    modules = "answers, catalogue, errors, names, questions, recommend, schema"
    program = f"import sys; from pyscaffold_api import {modules}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "pyscaffold_api.questions" in loaded
    assert HEAVY.isdisjoint(loaded)
