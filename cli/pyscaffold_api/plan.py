"""Everything that will happen, decided before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pyscaffold_api.answer_types import Answers, Extra, Framework, Workload
from pyscaffold_api.answers import command, features, given, value
from pyscaffold_api.catalogue import check_built
from pyscaffold_api.decision_record import decision_record
from pyscaffold_api.names import NO_INPUT_NAME, slugify_name
from pyscaffold_api.recommend import Recommendation


class Step(StrEnum):
    """What is done in the starter after it is in place, in this order."""

    ENVIRONMENT = "environment"
    GIT = "git"
    VERIFY = "verify"


@dataclass(frozen=True)
class Plan:
    """One run of `new`: which template with which values, where to, and what comes after.

    The keys of `context` are the public keys of the template's `cookiecutter.json`; `decision_record` is
    Markdown of our own making.
    """

    answers: Answers
    recommendation: Recommendation
    framework: Framework
    context: Mapping[str, str | bool]
    decision_record: str
    target: Path
    steps: tuple[Step, ...]

    @property
    def template(self) -> str:
        return f"template-{self.framework}"

    @property
    def recorded(self) -> dict[str, object]:
        """The answers that the record keeps: those that were given."""
        return {key: answer for key, answer in given(self.answers).items() if key != "framework"}

    @property
    def command(self) -> list[str]:
        """The arguments that give the same pure render again."""
        return command(self.answers, self.framework)


def make_plan(
    answers: Answers,
    recommendation: Recommendation,
    framework: Framework,
    *,
    output_dir: Path,
    steps: tuple[Step, ...] = (),
) -> Plan:
    """Decide everything from the answers alone. Raises InvalidAnswer for what no starter has yet."""
    check_built(answers, framework)
    name = _name(answers)
    slug = answers.project_slug or slugify_name(name)
    parts = features(answers)
    extras = value(answers, "extras")
    context: dict[str, str | bool] = {
        "project_name": name,
        "project_slug": slug,
        "description": value(answers, "description"),
        "author_name": answers.author_name or authors(answers),
        "license": str(value(answers, "license")),
        "database": str(value(answers, "database")),
        "use_api": Workload.API in parts,
        "use_pages": Workload.TEMPLATES in parts,
        "use_realtime": Workload.REALTIME in parts,
        "use_ml": Workload.ML in parts,
        "use_docker": Extra.DOCKER in extras,
        "use_ci": Extra.CI in extras,
    }
    return Plan(
        answers=answers,
        recommendation=recommendation,
        framework=framework,
        context=context,
        decision_record=decision_record(answers, recommendation, framework),
        target=output_dir / slug,
        steps=steps,
    )


def authors(answers: Answers) -> str:
    """Whom the starter is by when nobody is named."""
    return f"The {_name(answers)} authors"


def _name(answers: Answers) -> str:
    return answers.project_name or answers.project_slug or NO_INPUT_NAME
