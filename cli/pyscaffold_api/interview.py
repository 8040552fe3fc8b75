"""The interview: what is asked, and how a framework is settled on."""

from collections.abc import Mapping
from dataclasses import replace

from pyscaffold_api.answer_types import Answers, Framework
from pyscaffold_api.answers import parse
from pyscaffold_api.asker import Asker, ChoicePrompt, Item, WentBack
from pyscaffold_api.availability import obstacle
from pyscaffold_api.catalogue import check_built
from pyscaffold_api.dialogue import Check, Dialogue, Next
from pyscaffold_api.questions import QUESTIONS
from pyscaffold_api.recommend import Recommendation, recommend


def ask_all(raw: Mapping[str, object], asker: Asker, *, defaults: Mapping[str, str], check: Check) -> Answers:
    """Ask every question that `raw` leaves open, then have the answers confirmed.

    `defaults` are those that depend on the machine. `check` raises ScaffoldError for a text that is valid but
    cannot be used now, given its key.
    """
    dialogue = Dialogue(parse(raw), asker, defaults, check)
    dialogue.ask_open(answered=raw)
    dialogue.confirm()
    return dialogue.answers


def ask_deciding(raw: Mapping[str, object], asker: Asker) -> Answers:
    """Ask the questions that decide and that `raw` leaves open."""
    deciding = [question for question in QUESTIONS if question.deciding]
    dialogue = Dialogue(parse(raw), asker, {}, _accept, deciding)
    dialogue.ask_open(answered=raw)
    return dialogue.answers


def settle(
    answers: Answers, asker: Asker, *, defaults: Mapping[str, str], check: Check
) -> tuple[Answers, Framework]:
    """Recommend a framework and have one taken, changing answers until the person is content.

    A framework that was given is taken without asking, if its starter can be made. To stop raises
    KeyboardInterrupt, or InvalidAnswer where the recommended starter cannot be made.
    """
    dialogue = Dialogue(answers, asker, defaults, check)
    dialogue.mark_all_asked()
    while True:
        answers = dialogue.answers
        recommendation = recommend(answers)
        asker.show_recommendation(recommendation, answers)
        if answers.framework is not None and obstacle(answers, answers.framework) is None:
            return answers, answers.framework
        try:
            picked = asker.choice(_framework_prompt(recommendation, answers))
        except WentBack:
            dialogue.confirm()
            continue
        if picked == Next.CHANGE:
            dialogue.change()
        elif picked == Next.STOP:
            check_built(answers, recommendation.framework)
            raise KeyboardInterrupt
        else:
            # Taken in its place, the one that was given would contradict it.
            return replace(answers, framework=None), Framework(picked)


def _framework_prompt(recommendation: Recommendation, answers: Answers) -> ChoicePrompt:
    recommended = recommendation.framework
    labels = {
        recommended: f"Use {recommended.label} (recommended)",
        recommended.other: f"Take {recommended.other.label} instead",
    }
    obstacles = {framework: obstacle(answers, framework) for framework in labels}
    items = [
        Item(value=framework, label=label) for framework, label in labels.items() if not obstacles[framework]
    ]
    items += [
        Item(value=Next.CHANGE, label="Change an answer"),
        Item(value=Next.STOP, label="Stop", help="Nothing is written"),
    ]
    verdict = ", ".join(f"{framework.label} {recommendation.scores[framework]}" for framework in labels)
    problems = [error.message for error in obstacles.values() if error]
    return ChoicePrompt(
        message="Which framework is it to be?",
        help=" ".join([f"{verdict}: {recommendation.confidence}.", *problems]),
        items=tuple(items),
        preselected=items[0].value,
    )


def _accept(_key: str, _text: str) -> None:
    """Refuse nothing."""
