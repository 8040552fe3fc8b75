"""What can be rendered today: the questions offer more extras than the templates hold so far."""

from pyscaffold_api.answer_types import Answers, ExistingCode, Extra, Framework
from pyscaffold_api.errors import InvalidAnswer

BUILT_EXTRAS: tuple[Extra, ...] = (Extra.DOCKER, Extra.CI)

MOUNTING_NOTE = (
    "Your Flask app is not mounted under the FastAPI starter yet: this starter stands beside it, "
    "and a reverse proxy can send paths to one or the other."
)


def not_built(key: str) -> tuple[str, ...]:
    """The choices of this question that no starter has yet."""
    return tuple(extra for extra in Extra if extra not in BUILT_EXTRAS) if key == "extras" else ()


def check_built(answers: Answers, framework: Framework) -> None:
    """Refuse the first answer that this framework's starter does not have yet, saying what there is."""
    if answers.existing_code is ExistingCode.FLASK_MIGRATE and framework is Framework.FLASK:
        raise InvalidAnswer(
            "existing_code = flask-migrate moves an app to FastAPI, so it cannot go with the Flask starter.",
            hint="Pass --framework fastapi to new, or --existing-code flask-keep to stay with Flask.",
        )
    for extra in answers.extras or ():
        if extra not in BUILT_EXTRAS:
            raise InvalidAnswer(
                f"extras = {extra} is not built yet for {framework.label}.",
                hint=f"Available: {', '.join(BUILT_EXTRAS)}.",
            )


def notes(answers: Answers, framework: Framework) -> tuple[str, ...]:
    """What a person should know about the starter they are about to get."""
    if answers.existing_code is ExistingCode.FLASK_MIGRATE and framework is Framework.FASTAPI:
        return (MOUNTING_NOTE,)
    return ()
