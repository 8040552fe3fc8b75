import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyscaffold_api.answers import load_answers, parse
from pyscaffold_api.labels import flip_sentences
from pyscaffold_api.panel import recommendation_panel, summary
from pyscaffold_api.recommend import Flip, recommend
from rich.cells import cell_len
from rich.console import Console, RenderableType
from strategies import valid_answers

ANSWERS = sorted((Path(__file__).parents[1] / "answers").glob("*.toml"))
UNDECIDED = {"scale": "prototype", "concurrency": "low", "skills": ["flask"], "style": "conventions"}


def printed(content: RenderableType, width: int, encoding: str = "utf-8", **settings: Any) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    Console(file=stream, width=width, highlight=False, **settings).print(content)
    stream.seek(0)
    return stream.read()


def panel(raw: dict[str, Any], width: int = 80, **settings: Any) -> str:
    answers = parse(raw)
    plain = settings.pop("plain", False)
    content = recommendation_panel(recommend(answers), answers, width=width, plain=plain)
    return printed(content, width, **settings)


def running(text: str) -> str:
    return " ".join(text.split())


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next blank line."""
    return running(text.split(f"{heading}\n", 1)[1].split("\n\n", 1)[0])


@pytest.mark.parametrize("file", ANSWERS, ids=lambda file: file.stem)
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_longer_than_the_width(file: Path, width: int) -> None:
    answers = parse(load_answers(file))
    for text in (panel(load_answers(file), width), printed(summary(answers, {}, width=width), width)):
        assert max(map(cell_len, text.splitlines())) <= width


@pytest.mark.parametrize("file", ANSWERS, ids=lambda file: file.stem)
def test_a_typical_recommendation_is_at_most_fifty_lines(file: Path) -> None:
    assert len(panel(load_answers(file)).splitlines()) <= 50


@given(valid_answers(), st.sampled_from([20, 40, 80]))
@settings(deadline=None, max_examples=50)
def test_any_recommendation_is_shown_whole(answers: Any, width: int) -> None:
    recommendation = recommend(answers)
    shown = printed(recommendation_panel(recommendation, answers, width=width), width)
    # A word longer than the line is broken, so blanks do not count.
    letters = "".join(shown.split())
    told = [reason.text for reason in (*recommendation.reasons, *recommendation.tradeoffs)]
    told += [risk.text for risk in recommendation.risks]
    for text in (*told, *recommendation.remarks):
        assert "".join(text.split()) in letters


def test_the_framework_its_confidence_and_both_scores_come_first() -> None:
    shown = panel({"skills": ["fastapi"]}).splitlines()
    assert "FastAPI is recommended." in shown[1]
    assert "Confidence: strong." in shown[2]
    assert shown[4].strip("│ ").split()[::2] == ["FastAPI", "6"]
    assert shown[5].strip("│ ").split()[::2] == ["Flask", "0"]


def test_bars_are_as_long_as_the_scores_are_high() -> None:
    first, second = (line.count("█") for line in panel(UNDECIDED).splitlines() if "░" in line or "█" in line)
    assert second == round(first * 5 / 9)


def test_bars_are_ascii_where_the_encoding_is() -> None:
    shown = panel(UNDECIDED, encoding="ascii")
    assert "####" in shown
    assert shown.isascii()


def test_each_reason_has_its_weight_and_its_source() -> None:
    shown = panel({"skills": ["fastapi"]})
    assert section(shown, "What speaks for FastAPI").startswith("+4 A REST API or a microservice")
    assert "[1]" in section(shown, "What speaks for FastAPI")
    assert "[1] Flask vs FastAPI: How to Choose" in section(shown, "Sources")
    assert "2026-03-26" in section(shown, "Sources")


def test_what_speaks_for_the_other_one_is_told_with_what_is_given_up() -> None:
    told = section(panel(UNDECIDED), "What speaks for FastAPI instead")
    assert "+4 A REST API" in told
    assert "With Flask, validation and API documentation" in told


def test_what_would_change_it_is_told_in_the_words_of_the_questions() -> None:
    shown = section(panel(UNDECIDED), "What would make it FastAPI")
    assert 'How many connections at once? "Hundreds or more" instead of "Few".' in shown


def test_at_most_five_questions_are_told_that_would_change_it() -> None:
    shown = section(panel({"scale": "prototype", "concurrency": "low"}), "What would make it FastAPI")
    assert shown.count("- ") == 6
    assert shown.endswith("- Or another answer to one of 3 more questions.")


def test_it_is_told_when_nothing_would_change_it() -> None:
    raw = load_answers(ANSWERS[0])
    assert section(panel(raw), "What would make it Flask") == "- No other answer to a single question."


def test_it_is_told_when_the_recommended_starter_is_not_built() -> None:
    shown = running(panel({"extras": ["ray"]}, width=40).replace("│", ""))
    assert "This starter cannot be made: extras = ray is not built yet for FastAPI." in shown
    assert "Available: docker, ci." in shown


def test_a_hint_that_another_command_has_the_flag_for_names_that_command() -> None:
    raw = {"existing_code": "flask-migrate", "workload": "templates", "skills": ["flask"]}
    shown = running(panel(raw).replace("│", ""))
    assert "This starter cannot be made: existing_code = flask-migrate moves an app to FastAPI" in shown
    assert "Pass --framework fastapi to new, or --existing-code" in shown


def test_a_framework_that_was_asked_for_is_named() -> None:
    assert "Flask is taken, as you asked for it." in panel({"framework": "flask"})


def test_a_plain_panel_draws_nothing() -> None:
    shown = panel(UNDECIDED, plain=True)
    assert shown.isascii()
    assert "Flask 9 points, FastAPI 5 points" in shown
    assert "####" not in shown


def test_colour_is_left_out_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    colourful = panel(UNDECIDED, force_terminal=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[36m" in colourful
    assert "\x1b[36m" not in panel(UNDECIDED, force_terminal=True)


class TestSummary:
    def rows(self, raw: dict[str, Any], defaults: dict[str, str] | None = None) -> dict[str, str]:
        text = printed(summary(parse(raw), defaults or {}, width=80), 80)
        return {line[:14].strip(): line[14:].strip() for line in text.splitlines()}

    def test_answers_are_shown_in_the_words_of_the_questions(self) -> None:
        rows = self.rows({"project_name": "Orders", "typed_contract": True, "skills": ["flask", "async"]})
        assert rows["Project name"] == "Orders"
        assert rows["Typed contract"] == "Yes"
        assert rows["Skills"] == "Flask, async and await"

    def test_what_is_open_is_shown_as_what_it_comes_to(self) -> None:
        rows = self.rows({"project_name": "Big Orders"}, {"author_name": "Ada"})
        assert rows["Project slug"] == "big-orders"
        assert rows["Scale"] == "Not sure"
        assert rows["Database"] == "SQLite (default)"
        assert rows["Author name"] == "Ada (default)"

    def test_an_author_nobody_knows_is_not_given(self) -> None:
        assert self.rows({"project_name": "Orders"})["Author name"] == "not given"

    def test_questions_that_make_no_sense_are_left_out(self) -> None:
        rows = self.rows({"workload": "templates"})
        assert "Frontend" not in rows
        assert "Audience" not in rows

    def test_only_what_was_not_answered_is_dimmed(self) -> None:
        answers = parse({"project_name": "Orders", "scale": "small"})
        shown = printed(summary(answers, {}, width=80), 80, force_terminal=True, color_system="standard")
        dimmed = {line.split("\x1b[2m")[0] != line for line in shown.splitlines() if "small" in line}
        assert dimmed == {False}
        assert "\x1b[2mNot sure" in shown

    def test_answers_are_text_and_never_markup(self) -> None:
        assert self.rows({"project_name": "[bold]Orders[/bold]"})["Project name"] == "[bold]Orders[/bold]"


def test_a_list_that_was_answered_is_told_by_what_it_gains_and_loses() -> None:
    flips = [Flip("skills", ("flask",), ()), Flip("skills", ("flask",), ("flask", "fastapi"))]
    assert flip_sentences(flips) == [
        'What is the team at home with? With "FastAPI" as well. Without "Flask".'
    ]


def test_an_answer_that_is_still_open_is_told_as_such() -> None:
    flips = [Flip("skills", None, ()), Flip("skills", None, ("flask",))]
    assert flip_sentences(flips) == [
        'What is the team at home with? "None of these" or "Flask" instead of not sure.'
    ]
