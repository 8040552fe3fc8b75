"""An asker that answers from a script, for the interview without a terminal."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pyscaffold_api.answer_types import Answers
from pyscaffold_api.asker import ChoicePrompt, ListPrompt, Prompt, TextPrompt, WentBack
from pyscaffold_api.recommend import Recommendation

BACK = object()


class ScriptedAsker:
    """Gives each question its next scripted answer, and what is preselected when there is none left.

    `asked` is every prompt in order; `shown` is what was shown in between.
    """

    def __init__(self, script: Mapping[str, Sequence[Any]] | None = None) -> None:
        self._script = defaultdict(list, {message: list(steps) for message, steps in (script or {}).items()})
        self.asked: list[Prompt] = []
        self.shown: list[Answers] = []
        self.recommended: list[Recommendation] = []

    @property
    def messages(self) -> list[str]:
        return [prompt.message for prompt in self.asked]

    def text(self, prompt: TextPrompt) -> str:
        text: str = self._next(prompt, prompt.earlier)
        assert prompt.problem(text) is None, prompt.problem(text)
        return text

    def choice(self, prompt: ChoicePrompt) -> str:
        picked: str = self._next(prompt, prompt.preselected)
        assert picked in [item.value for item in prompt.items if not item.disabled]
        return picked

    def choices(self, prompt: ListPrompt) -> tuple[str, ...]:
        picked: tuple[str, ...] = self._next(prompt, prompt.preselected)
        assert prompt.problem(picked) is None
        return picked

    def show_summary(self, answers: Answers, _defaults: Mapping[str, str]) -> None:
        self.shown.append(answers)

    def show_recommendation(self, recommendation: Recommendation, answers: Answers) -> None:
        self.recommended.append(recommendation)
        self.shown.append(answers)

    def _next(self, prompt: Prompt, default: Any) -> Any:
        self.asked.append(prompt)
        steps = self._script[prompt.message]
        answer = steps.pop(0) if steps else default
        if answer is BACK:
            raise WentBack
        return answer
