"""What can be rendered today: the questions offer more than the templates hold so far."""

from pyscaffold_api.answer_types import Answers, ExistingCode, Extra, Framework, Workload
from pyscaffold_api.errors import InvalidAnswer

BUILT: frozenset[tuple[Framework, Workload]] = frozenset(
    {
        (Framework.FASTAPI, Workload.API),
        (Framework.FASTAPI, Workload.ML),
        (Framework.FASTAPI, Workload.REALTIME),
        (Framework.FASTAPI, Workload.TEMPLATES),
        (Framework.FLASK, Workload.API),
        (Framework.FLASK, Workload.ML),
        (Framework.FLASK, Workload.REALTIME),
        (Framework.FLASK, Workload.TEMPLATES),
    }
)
BUILT_EXTRAS: tuple[Extra, ...] = (Extra.DOCKER, Extra.CI)

MOUNTING_NOTE = (
    "Your Flask app is not mounted under the FastAPI starter yet: this starter stands beside it, "
    "and a reverse proxy can send paths to one or the other."
)


def frameworks_built_for(workload: Workload) -> tuple[Framework, ...]:
    """The frameworks that have a starter for this workload."""
    return tuple(framework for framework in Framework if (framework, workload) in BUILT)


def not_built(key: str) -> tuple[str, ...]:
    """The choices of one question that no starter has yet."""
    match key:
        case "workload" | "also":
            return tuple(workload for workload in Workload if not frameworks_built_for(workload))
        case "extras":
            return tuple(extra for extra in Extra if extra not in BUILT_EXTRAS)
        case _:
            return ()


def check_built(answers: Answers, framework: Framework) -> None:
    """Refuse the first answer that this framework's starter does not have yet, saying what there is."""
    workload = answers.workload or Workload.API
    if (framework, workload) not in BUILT:
        available = "; ".join(f"{name} ({built.label})" for built, name in sorted(BUILT))
        raise _not_built("workload", workload, framework, f"Available workloads: {available}.")
    for added in answers.also or ():
        if (framework, added) not in BUILT:
            beside = [other for other in Workload if (framework, other) in BUILT and other != workload]
            hint = f"Available beside workload = {workload}: also = {', '.join(beside) or 'none'}."
            raise _not_built("also", added, framework, hint)
    if answers.existing_code is ExistingCode.FLASK_MIGRATE and framework is Framework.FLASK:
        raise InvalidAnswer(
            "existing_code = flask-migrate moves an app to FastAPI, so it cannot go with the Flask starter.",
            hint="Pass --framework fastapi, or --existing-code flask-keep to stay with Flask.",
        )
    for extra in answers.extras or ():
        if extra not in BUILT_EXTRAS:
            raise _not_built("extras", extra, framework, f"Available: {', '.join(BUILT_EXTRAS)}.")


def notes(answers: Answers, framework: Framework) -> tuple[str, ...]:
    """What a person should know about the starter they are about to get."""
    if answers.existing_code is ExistingCode.FLASK_MIGRATE and framework is Framework.FASTAPI:
        return (MOUNTING_NOTE,)
    return ()


def _not_built(key: str, value: str, framework: Framework, hint: str) -> InvalidAnswer:
    return InvalidAnswer(f"{key} = {value} is not built yet for {framework.label}.", hint=hint)
