"""Whether a starter can be made, asked without failing."""

from pyscaffold_api.answer_types import Answers, Framework
from pyscaffold_api.catalogue import check_built
from pyscaffold_api.errors import InvalidAnswer


def obstacle(answers: Answers, framework: Framework) -> InvalidAnswer | None:
    """Why no starter can be made from these answers with this framework, or None."""
    try:
        check_built(answers, framework)
    except InvalidAnswer as error:
        return error
    return None
