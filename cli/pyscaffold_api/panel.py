"""The recommendation and the answers as blocks for a terminal of any width."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pyscaffold_api.answer_types import Answers, Framework
from pyscaffold_api.answers import value
from pyscaffold_api.availability import obstacle
from pyscaffold_api.labels import NOT_SURE, answer_label, flip_sentences, title
from pyscaffold_api.names import slugify_name
from pyscaffold_api.questions import QUESTIONS, Question
from pyscaffold_api.recommend import Confidence, Reason, Recommendation

_MOST_COLUMNS = 88
_LEAST_COLUMNS_FOR_A_FRAME = 40
_MOST_FLIPS = 5

_CONFIDENCE = {
    Confidence.STRONG: "Confidence: strong. Your answers clearly point this way.",
    Confidence.MODERATE: "Confidence: moderate. More speaks for it than against it.",
    Confidence.TORN: "Confidence: torn. Next to nothing separates the two.",
}
_COLOURS = {Framework.FLASK: "cyan", Framework.FASTAPI: "green"}


def open_console(stream: TextIO, *, plain_width: int | None = None) -> Console:
    """A console for blocks on this stream; one with a plain width prints text and nothing else."""
    if plain_width is None:
        return Console(file=stream, highlight=False)
    return Console(file=stream, width=plain_width, color_system=None, highlight=False)


def answered_line(message: str, answer: str) -> RenderableType:
    """What stays on the screen of a question that was answered."""
    return Text.assemble((message, "bold"), " ", answer)


def recommendation_panel(
    recommendation: Recommendation, answers: Answers, *, width: int, plain: bool = False
) -> RenderableType:
    """The framework, why, what it costs, what would change it, and where that was found.

    `plain` leaves out what is drawn: it says the same in lines that a screen reader can read.
    """
    framework = recommendation.framework
    sources = _numbered_sources((*recommendation.reasons, *recommendation.tradeoffs))
    verdict = _verdict(recommendation, answers, plain=plain)
    framed = not plain and width >= _LEAST_COLUMNS_FOR_A_FRAME
    blocks: list[RenderableType] = [Panel(verdict, border_style=_COLOURS[framework]) if framed else verdict]
    sections = {
        f"What speaks for {framework.label}": _reasons(recommendation.reasons, sources),
        f"What speaks for {framework.other.label} instead": _reasons(recommendation.tradeoffs, sources),
        f"What would make it {framework.other.label}": _bullets(_flips(recommendation)),
        "Risks": _bullets(risk.text for risk in recommendation.risks),
        "Sources": _sources(sources),
    }
    for heading, body in sections.items():
        blocks += [Text(), Text(heading, style="bold"), body]
    blocks += [Text(), *(Text(remark) for remark in recommendation.remarks)]
    return Constrain(Group(*blocks), min(width, _MOST_COLUMNS))


def summary(answers: Answers, defaults: Mapping[str, str], *, width: int) -> RenderableType:
    """What was answered, and dimmed what is left open or at its default."""
    rows = [
        (title(question), _answered(question, answers) or _left(question, answers, defaults))
        for question in QUESTIONS
        if question.interview and question.when(answers)
    ]
    if width < _LEAST_COLUMNS_FOR_A_FRAME:
        return Group(*(Text.assemble((f"{name}: ", "bold"), shown) for name, shown in rows))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, shown in rows:
        table.add_row(name, shown)
    return table


class _Bar:
    """A bar as long as its share of the width it is given."""

    def __init__(self, share: float, colour: str) -> None:
        self._share = share
        self._colour = colour

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        full, empty = ("#", ".") if options.ascii_only else ("█", "░")
        filled = round(self._share * options.max_width)
        yield Text.assemble(
            (full * filled, self._colour), (empty * (options.max_width - filled), "dim"), no_wrap=True
        )


def _verdict(recommendation: Recommendation, answers: Answers, *, plain: bool) -> RenderableType:
    framework = recommendation.framework
    lines: list[RenderableType] = [
        Text.assemble((framework.label, f"bold {_COLOURS[framework]}"), " is recommended."),
        Text(_CONFIDENCE[recommendation.confidence]),
    ]
    scores = recommendation.scores
    if plain:
        lines.append(Text(", ".join(f"{each.label} {scores[each]} points" for each in _ranked(framework))))
    else:
        lines += [Text(), _bars(recommendation)]
    notes = _notes(recommendation, answers)
    return Group(*lines, *(Text(note) for note in notes))


def _bars(recommendation: Recommendation) -> Table:
    scores = recommendation.scores
    most = max(scores.values())
    bars = Table.grid(padding=(0, 1), expand=True)
    bars.add_column(no_wrap=True)
    bars.add_column(ratio=1)
    bars.add_column(justify="right", no_wrap=True)
    for framework in _ranked(recommendation.framework):
        bar = _Bar(scores[framework] / most, _COLOURS[framework])
        bars.add_row(framework.label, bar, str(scores[framework]))
    return bars


def _ranked(first: Framework) -> tuple[Framework, Framework]:
    return first, first.other


def _notes(recommendation: Recommendation, answers: Answers) -> list[str]:
    missing = obstacle(answers, answers.framework or recommendation.framework)
    notes = []
    if missing is not None:
        notes.append(f"This starter cannot be made: {missing.message} {missing.hint or ''}".rstrip())
    elif answers.framework is not None:
        notes.append(f"{answers.framework.label} is taken, as you asked for it.")
    return ["", *notes] if notes else []


def _numbered_sources(reasons: Iterable[Reason]) -> dict[str, int]:
    documents = dict.fromkeys(reason.document for reason in reasons)
    return {document: number for number, document in enumerate(documents, start=1)}


def _reasons(reasons: Sequence[Reason], sources: Mapping[str, int]) -> RenderableType:
    if not reasons:
        return _bullets(["Nothing in your answers."])
    return _marked(
        (f"+{reason.weight}", Text.assemble(reason.text, (f" [{sources[reason.document]}]", "dim")))
        for reason in reasons
    )


def _flips(recommendation: Recommendation) -> list[str]:
    sentences = flip_sentences(recommendation.flips)
    if not sentences:
        return ["No other answer to a single question."]
    rest = len(sentences) - _MOST_FLIPS
    others = "one more question" if rest == 1 else f"one of {rest} more questions"
    more = [f"Or another answer to {others}."] if rest > 0 else []
    return sentences[:_MOST_FLIPS] + more


def _bullets(sentences: Iterable[str]) -> RenderableType:
    return _marked(("-", Text(sentence)) for sentence in sentences)


def _sources(sources: Mapping[str, int]) -> RenderableType:
    return _marked((f"[{number}]", Text(document, style="dim")) for document, number in sources.items())


def _marked(rows: Iterable[tuple[str, Text]]) -> RenderableType:
    """Paragraphs, each hanging from a short mark."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    for mark, text in rows:
        table.add_row(Text(mark, style="dim"), text)
    return Padding(table, (0, 0, 0, 1))


def _answered(question: Question, answers: Answers) -> Text | None:
    answer = getattr(answers, question.key)
    return None if answer is None else Text(answer_label(question, answer))


def _left(question: Question, answers: Answers, defaults: Mapping[str, str]) -> Text:
    """What an open question comes to."""
    if question.unsure:
        return Text(NOT_SURE, style="dim")
    if question.key == "project_slug":
        return Text(slugify_name(answers.project_name or ""), style="dim")
    default = defaults.get(question.key, value(answers, question.key))
    shown = "not given" if default is None else f"{answer_label(question, default)} (default)"
    return Text(shown, style="dim")
