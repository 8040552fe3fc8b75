"""The way through the questions: which comes next, and what going back and changing an answer lead to."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from pyscaffold_api.answer_types import Answers
from pyscaffold_api.answers import value
from pyscaffold_api.asker import Asker, ChoicePrompt, Item, TextPrompt, WentBack
from pyscaffold_api.availability import obstacle
from pyscaffold_api.changes import changed
from pyscaffold_api.errors import ScaffoldError
from pyscaffold_api.labels import NOT_SURE, answer_label, title
from pyscaffold_api.names import suggest_slug
from pyscaffold_api.question_prompts import (
    choice_prompt,
    chosen_answer,
    list_prompt,
    listed_answer,
    text_prompt,
)
from pyscaffold_api.questions import BY_KEY, QUESTIONS, Kind, Question

Check = Callable[[str, str], None]


class Next(StrEnum):
    """What may be done with the answers, beside taking a framework."""

    GO_ON = "go-on"
    CHANGE = "change"
    STOP = "stop"


class Dialogue:
    """One run through the questions. `answers` is what is known so far."""

    def __init__(
        self,
        answers: Answers,
        asker: Asker,
        defaults: Mapping[str, str],
        check: Check,
        questions: Iterable[Question] = QUESTIONS,
    ) -> None:
        self.answers = answers
        self._asker = asker
        self._defaults = defaults
        self._check = check
        self._questions = [question for question in questions if question.interview]
        self._open: set[str] = set()
        self._trail: list[Question] = []

    def ask_open(self, answered: Iterable[str]) -> None:
        """Ask every question that makes sense and is not among the answered ones."""
        self._open = {question.key for question in self._questions} - set(answered)
        self._walk(self._next())

    def mark_all_asked(self) -> None:
        """Take every question for asked, so that going back leads through all of them."""
        self._trail = self._applicable()

    def confirm(self) -> None:
        """Show the answers until they are confirmed."""
        while True:
            self._asker.show_summary(self.answers, self._defaults)
            try:
                picked = self._asker.choice(self._confirm_prompt())
            except WentBack:
                self._walk(self._previous())
                continue
            if picked == Next.GO_ON:
                return
            self.change()

    def _confirm_prompt(self) -> ChoicePrompt:
        given = self.answers.framework
        told = "The recommendation comes next; nothing is written yet."
        if given is not None and obstacle(self.answers, given) is None:
            # It is not asked for, so this is the last question.
            told = f"The {given.label} starter is made next, as you asked; nothing is written yet."
        return ChoicePrompt(
            message="Is that right?",
            help=told,
            items=(
                Item(value=Next.GO_ON, label="Yes, go on"),
                Item(value=Next.CHANGE, label="Change an answer"),
            ),
            preselected=Next.GO_ON,
        )

    def change(self) -> None:
        """Ask one question again that the person picks, and those that follow from its new answer."""
        try:
            key = self._asker.choice(self._change_prompt())
            self._ask(BY_KEY[key])
        except WentBack:
            return
        self._walk(self._next())

    def _walk(self, question: Question | None) -> None:
        """Ask from this question on until none is open; going back leads along the trail."""
        while question is not None:
            try:
                self._ask(question)
            except WentBack:
                question = self._previous() or question
            else:
                question = self._next()

    def _next(self) -> Question | None:
        return next((question for question in self._applicable() if question.key in self._open), None)

    def _previous(self) -> Question | None:
        """The question asked last that still makes sense; it is open again."""
        while self._trail:
            question = self._trail.pop()
            if question.when(self.answers):
                self._open.add(question.key)
                return question
        return None

    def _applicable(self) -> list[Question]:
        return [question for question in self._questions if question.when(self.answers)]

    def _ask(self, question: Question) -> None:
        """Ask one question and take its answer over, with what follows from it."""
        before = self.answers
        self.answers = changed(before, question.key, self._asked(question))
        self._open.discard(question.key)
        self._open |= {each.key for each in self._questions if self._is_reopened(each, before)}
        self._trail = [each for each in self._trail if each is not question] + [question]

    def _is_reopened(self, question: Question, before: Answers) -> bool:
        """Whether the newest answer has taken away what was answered to this question."""
        if question.key == "project_slug":
            return question in self._trail and self.answers.project_name != before.project_name
        return question.when(before) and not question.when(self.answers)

    def _asked(self, question: Question) -> object:
        counter = self._counter(question)
        match question.kind:
            case Kind.TEXT:
                prompt = self._text_prompt(question, counter)
                return _meant(question, prompt.default, self._asker.text(prompt))
            case Kind.LIST:
                return listed_answer(
                    self._asker.choices(list_prompt(question, self.answers, counter=counter))
                )
            case _:
                picked = self._asker.choice(choice_prompt(question, self.answers, counter=counter))
                return chosen_answer(question, picked)

    def _counter(self, question: Question) -> str:
        asked = [
            each
            for each in self._applicable()
            if each is question or each in self._trail or each.key in self._open
        ]
        return f"{asked.index(question) + 1} of {len(asked)}"

    def _text_prompt(self, question: Question, counter: str) -> TextPrompt:
        default = self._default(question)

        def problem(text: str) -> str | None:
            answer = _meant(question, default, text)
            try:
                changed(self.answers, question.key, answer)
                if answer is not None:
                    self._check(question.key, answer)
            except ScaffoldError as error:
                return " ".join(filter(None, (error.message, error.hint)))
            return None

        return text_prompt(question, self.answers, counter=counter, default=default, problem=problem)

    def _default(self, question: Question) -> str:
        if question.key in self._defaults:
            return self._defaults[question.key]
        if question.key == "project_slug" and self.answers.project_name is not None:
            return suggest_slug(self.answers.project_name)
        return str(question.default or "")

    def _change_prompt(self) -> ChoicePrompt:
        questions = self._applicable()
        items = [
            Item(value=question.key, label=title(question), help=self._current(question))
            for question in questions
        ]
        return ChoicePrompt(
            message="Which answer do you want to change?",
            help="Everything else is kept.",
            items=tuple(items),
            preselected=questions[0].key,
        )

    def _current(self, question: Question) -> str:
        answer = getattr(self.answers, question.key)
        if answer is None and question.unsure:
            return NOT_SURE
        shown = value(self.answers, question.key)
        return self._default(question) if shown is None else answer_label(question, shown)


def _meant(question: Question, default: str, text: str) -> str | None:
    """What a text stands for; None where nothing was typed and nothing need be."""
    answer = text.strip() or default
    # The name of an author is the one text that may stay open.
    return None if not answer and question.key == "author_name" else answer
