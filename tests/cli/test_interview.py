from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pytest
from cli.scripted import BACK, ScriptedAsker
from pyscaffold_api.answer_types import Framework
from pyscaffold_api.answers import given, parse
from pyscaffold_api.asker import ChoicePrompt, ListPrompt, TextPrompt
from pyscaffold_api.errors import InvalidAnswer, ScaffoldError
from pyscaffold_api.interview import ask_all, ask_deciding, settle
from pyscaffold_api.questions import BY_KEY, QUESTIONS

CONFIRM = "Is that right?"
CHANGE = "Which answer do you want to change?"
FRAMEWORK = "Which framework is it to be?"
NAMED = {"project_name": "Orders"}


def prompts_of(*keys: str) -> list[str]:
    return [BY_KEY[key].prompt for key in keys]


def script(**steps: Sequence[Any]) -> dict[str, Sequence[Any]]:
    """A script with the keys of the questions instead of their words."""
    return {BY_KEY[key].prompt: answers for key, answers in steps.items()}


def accept_all(_key: str, _text: str) -> None:
    """Refuse nothing."""


def asked_all(
    raw: Mapping[str, object], asker: ScriptedAsker, defaults: Mapping[str, str] | None = None
) -> dict[str, object]:
    return given(ask_all(raw, asker, defaults=defaults or {}, check=accept_all))


def settled(raw: Mapping[str, object], asker: ScriptedAsker) -> tuple[dict[str, object], Framework]:
    answers, framework = settle(parse(raw), asker, defaults={}, check=accept_all)
    return given(answers), framework


def last(asker: ScriptedAsker, message: str) -> Any:
    return next(prompt for prompt in reversed(asker.asked) if prompt.message == message)


class TestAskingAll:
    def test_every_question_that_makes_sense_is_asked_once_and_in_order(self) -> None:
        asker = ScriptedAsker()
        asked_all(NAMED, asker)
        left_out = ("project_name", "audience", "framework")
        expected = prompts_of(*(question.key for question in QUESTIONS if question.key not in left_out))
        assert asker.messages == [*expected, CONFIRM]

    def test_what_was_given_is_not_asked(self) -> None:
        asker = ScriptedAsker()
        asked_all({**NAMED, "scale": "small", "extras": []}, asker)
        assert not {*prompts_of("project_name", "scale", "extras")} & {*asker.messages}

    def test_a_question_opened_by_an_answer_is_asked(self) -> None:
        asker = ScriptedAsker(script(workload=["ml"], scale=["prototype"], audience=["internal"]))
        assert asked_all(NAMED, asker)["audience"] == "internal"

    def test_a_question_closed_by_an_answer_is_skipped(self) -> None:
        asker = ScriptedAsker(script(workload=["templates"]))
        asked_all(NAMED, asker)
        assert BY_KEY["frontend"].prompt not in asker.messages

    def test_not_sure_is_preselected_and_leaves_the_answer_open(self) -> None:
        asker = ScriptedAsker()
        answers = asked_all(NAMED, asker)
        unsure = [question.key for question in QUESTIONS if question.unsure]
        assert not {*unsure} & {*answers}

    @pytest.mark.parametrize("key", [question.key for question in QUESTIONS if question.unsure])
    def test_every_unsure_question_offers_exactly_one_not_sure(self, key: str) -> None:
        asker = ScriptedAsker(script(workload=["ml"], scale=["prototype"]))
        raw = {"workload": "ml", "scale": "prototype"} if key == "audience" else {}
        asked_all({**NAMED, **raw}, asker)
        prompt = last(asker, BY_KEY[key].prompt)
        assert [item.label for item in prompt.items].count("Not sure") == 1
        assert prompt.items[0].label == "Not sure"

    def test_enter_at_every_other_question_takes_its_default(self) -> None:
        answers = asked_all(NAMED, ScriptedAsker())
        assert answers == {
            "project_name": "Orders",
            "workload": "api",
            "also": [],
            "database": "sqlite",
            "extras": ["docker", "ci"],
            "license": "MIT",
            "description": "A Python web backend.",
        }

    def test_the_default_of_the_author_is_the_one_handed_in(self) -> None:
        assert asked_all(NAMED, ScriptedAsker(), {"author_name": "Ada"})["author_name"] == "Ada"

    def test_no_and_yes_become_booleans(self) -> None:
        for word, answer in (("Yes", True), ("No", False)):
            asker = ScriptedAsker(script(typed_contract=[word]))
            assert asked_all(NAMED, asker)["typed_contract"] is answer

    def test_none_of_these_skills_is_an_empty_list(self) -> None:
        asker = ScriptedAsker(script(skills=[("none",)]))
        assert asked_all(NAMED, asker)["skills"] == []

    def test_the_main_job_is_not_offered_again_as_another_one(self) -> None:
        asker = ScriptedAsker(script(workload=["realtime"]))
        asked_all(NAMED, asker)
        assert [item.value for item in last(asker, BY_KEY["also"].prompt).items] == ["api", "templates", "ml"]

    def test_what_cannot_be_rendered_yet_is_disabled(self) -> None:
        asker = ScriptedAsker()
        asked_all(NAMED, asker)
        extras = {item.value: item for item in last(asker, BY_KEY["extras"].prompt).items}
        assert (extras["ray"].disabled, extras["ray"].note) == (True, "not available yet")
        assert (extras["docker"].disabled, extras["docker"].note) == (False, "")

    def test_the_counter_tells_how_many_questions_there_are(self) -> None:
        asker = ScriptedAsker()
        asked_all(NAMED, asker)
        counters = [prompt.counter for prompt in asker.asked if prompt.message != CONFIRM]
        assert counters == [f"{number} of 16" for number in range(1, 17)]

    def test_the_folder_is_suggested_from_the_name(self) -> None:
        asker = ScriptedAsker(script(project_name=["Zürich Flask"]))
        answers = asked_all({}, asker)
        prompt = last(asker, BY_KEY["project_slug"].prompt)
        assert (prompt.default, prompt.earlier) == ("zurich-flask", "")
        assert "project_slug" not in answers

    def test_a_name_that_gives_no_folder_is_accepted_since_the_folder_is_asked_next(self) -> None:
        answers = asked_all({}, ScriptedAsker(script(project_name=["!!!"])))
        assert (answers["project_name"], answers["project_slug"]) == ("!!!", "my-service")


class TestTextProblems:
    def prompt(self, key: str, raw: Mapping[str, object]) -> TextPrompt:
        asker = ScriptedAsker(script(project_name=["Orders"]))
        asked_all(raw, asker)
        prompt: TextPrompt = last(asker, BY_KEY[key].prompt)
        return prompt

    def test_a_name_must_be_given(self) -> None:
        assert self.prompt("project_name", {}).problem("  ") is not None

    def test_an_author_need_not_be_given(self) -> None:
        assert self.prompt("author_name", NAMED).problem("") is None

    def test_a_problem_tells_the_way_out(self) -> None:
        assert "Try my-orders." in (self.prompt("project_slug", NAMED).problem("My Orders") or "")

    def test_what_the_check_refuses_is_a_problem(self) -> None:
        def refuse(key: str, text: str) -> None:
            if (key, text) == ("project_slug", "orders"):
                raise ScaffoldError("The folder is taken.", hint="Choose another one.")

        asker = ScriptedAsker(script(project_slug=["shop"]))
        ask_all(NAMED, asker, defaults={}, check=refuse)
        problem = last(asker, BY_KEY["project_slug"].prompt).problem
        assert problem("") == "The folder is taken. Choose another one."
        assert problem("shop") is None


class TestGoingBack:
    def test_going_back_at_the_first_question_asks_it_again(self) -> None:
        asker = ScriptedAsker(script(project_name=[BACK, BACK, "Orders"]))
        asked_all({}, asker)
        assert asker.messages[:3] == prompts_of("project_name", "project_name", "project_name")

    def test_going_back_leads_to_the_question_before_with_its_answer(self) -> None:
        asker = ScriptedAsker(script(scale=["production"], concurrency=[BACK]))
        answers = asked_all(NAMED, asker)
        assert last(asker, BY_KEY["scale"].prompt).preselected == "production"
        assert answers["scale"] == "production"

    def test_going_back_twice_leads_two_questions_back(self) -> None:
        asker = ScriptedAsker(
            script(scale=["production", BACK], concurrency=[BACK], frontend=["none", "spa"])
        )
        answers = asked_all(NAMED, asker)
        assert (answers["frontend"], answers["scale"]) == ("spa", "production")

    def test_going_back_leaves_out_what_was_given(self) -> None:
        asker = ScriptedAsker(script(concurrency=[BACK]))
        asked_all({**NAMED, "scale": "small"}, asker)
        position = asker.messages.index(BY_KEY["concurrency"].prompt)
        assert asker.messages[position + 1] == BY_KEY["frontend"].prompt

    def test_a_list_that_was_answered_is_ticked_again(self) -> None:
        asker = ScriptedAsker(script(skills=[("flask", "async")], database=[BACK]))
        asked_all(NAMED, asker)
        assert last(asker, BY_KEY["skills"].prompt).preselected == ("flask", "async")

    def test_none_of_these_is_ticked_again(self) -> None:
        asker = ScriptedAsker(script(skills=[("none",)], database=[BACK]))
        asked_all(NAMED, asker)
        assert last(asker, BY_KEY["skills"].prompt).preselected == ("none",)

    def test_a_text_that_was_answered_is_there_to_be_edited(self) -> None:
        asker = ScriptedAsker(script(project_name=["Orders"], project_slug=[BACK]))
        asked_all({}, asker)
        assert last(asker, BY_KEY["project_name"].prompt).earlier == "Orders"

    def test_the_folder_follows_a_name_that_was_changed_on_the_way_back(self) -> None:
        asker = ScriptedAsker(
            script(project_name=["Orders", "Invoices"], workload=[BACK], project_slug=["", BACK])
        )
        asked_all({}, asker)
        assert last(asker, BY_KEY["project_slug"].prompt).default == "invoices"

    def test_going_back_from_the_summary_leads_to_the_last_question(self) -> None:
        asker = ScriptedAsker({**script(description=["First.", "Second."]), CONFIRM: [BACK]})
        assert asked_all(NAMED, asker)["description"] == "Second."

    def test_going_back_from_the_summary_stays_there_when_nothing_was_asked(self) -> None:
        everything = asked_all(NAMED, ScriptedAsker(script(project_slug=["shop"], author_name=["Ada"])))
        raw: dict[str, object] = {"frontend": "none", "scale": "small", "concurrency": "low"}
        raw |= {
            "bottleneck": "io",
            "typed_contract": False,
            "style": "freedom",
            "existing_code": "none",
            "skills": [],
        }
        asker = ScriptedAsker({CONFIRM: [BACK]})
        asked_all({**raw, **everything}, asker)
        assert asker.messages == [CONFIRM, CONFIRM]


class TestChangingAnAnswer:
    def test_the_summary_shows_the_change(self) -> None:
        asker = ScriptedAsker(
            {**script(scale=["small", "production"]), CONFIRM: ["change"], CHANGE: ["scale"]}
        )
        asked_all(NAMED, asker)
        assert [str(answers.scale) for answers in asker.shown] == ["small", "production"]

    def test_only_the_picked_question_is_asked_again(self) -> None:
        asker = ScriptedAsker({CONFIRM: ["change"], CHANGE: ["scale"]})
        asked_all(NAMED, asker)
        assert asker.messages[-4:] == [CONFIRM, CHANGE, BY_KEY["scale"].prompt, CONFIRM]

    def test_questions_that_follow_from_the_change_are_asked(self) -> None:
        asker = ScriptedAsker(
            {
                **script(workload=["templates", "api"], frontend=["spa"]),
                CONFIRM: ["change"],
                CHANGE: ["workload"],
            }
        )
        assert asked_all(NAMED, asker)["frontend"] == "spa"

    def test_a_follow_up_whose_answer_was_dropped_is_asked_again_when_it_comes_back(self) -> None:
        asker = ScriptedAsker(
            {
                **script(workload=["api", "templates", "api"], frontend=["spa", "none"]),
                CONFIRM: ["change", "change"],
                CHANGE: ["workload", "workload"],
            }
        )
        assert asked_all(NAMED, asker)["frontend"] == "none"

    def test_going_back_while_changing_changes_nothing(self) -> None:
        asker = ScriptedAsker(
            {**script(scale=["small", BACK]), CONFIRM: ["change", "change"], CHANGE: ["scale", BACK]}
        )
        assert asked_all(NAMED, asker)["scale"] == "small"

    def test_what_was_given_can_be_changed_too(self) -> None:
        asker = ScriptedAsker({**script(scale=["prototype"]), CONFIRM: ["change"], CHANGE: ["scale"]})
        assert asked_all({**NAMED, "scale": "small"}, asker)["scale"] == "prototype"

    def test_a_changed_name_asks_for_the_folder_again(self) -> None:
        asker = ScriptedAsker(
            {**script(project_name=["Orders", "Invoices"]), CONFIRM: ["change"], CHANGE: ["project_name"]}
        )
        asked_all({}, asker)
        assert asker.messages[-3:] == [*prompts_of("project_name", "project_slug"), CONFIRM]

    def test_the_menu_shows_every_answer_there_is(self) -> None:
        asker = ScriptedAsker({**script(skills=[("flask",)]), CONFIRM: ["change"]})
        asked_all(NAMED, asker)
        shown = {item.label: item.help for item in last(asker, CHANGE).items}
        assert shown["Project slug"] == "orders"
        assert shown["Skills"] == "Flask"
        assert shown["Scale"] == "Not sure"
        assert shown["Database"] == "SQLite"


class TestAskingTheDecidingQuestions:
    def test_nothing_else_is_asked(self) -> None:
        asker = ScriptedAsker()
        ask_deciding({}, asker)
        deciding = [
            question.prompt for question in QUESTIONS if question.deciding and question.key != "audience"
        ]
        assert asker.messages == deciding

    def test_going_back_works_there_too(self) -> None:
        asker = ScriptedAsker(script(scale=["small", "production"], concurrency=[BACK]))
        assert str(ask_deciding({}, asker).scale) == "production"


class TestSettling:
    API: ClassVar = {"project_name": "Orders", "workload": "api", "skills": ["fastapi"]}

    def values(self, asker: ScriptedAsker) -> list[str]:
        prompt: ChoicePrompt = last(asker, FRAMEWORK)
        return [item.value for item in prompt.items]

    def test_enter_takes_the_recommended_framework(self) -> None:
        assert settled(self.API, ScriptedAsker())[1] is Framework.FASTAPI

    def test_what_cannot_be_made_is_not_offered_and_the_question_says_why(self) -> None:
        asker = ScriptedAsker()
        settled({**self.API, "existing_code": "flask-migrate"}, asker)
        assert self.values(asker) == ["fastapi", "change", "stop"]
        assert "cannot go with the Flask starter" in last(asker, FRAMEWORK).help

    def test_the_other_framework_can_be_taken(self) -> None:
        asker = ScriptedAsker({FRAMEWORK: ["flask"]})
        assert settled(self.API, asker)[1] is Framework.FLASK
        labels = [item.label for item in last(asker, FRAMEWORK).items]
        assert labels[:2] == ["Use FastAPI (recommended)", "Take Flask instead"]

    def test_only_what_can_be_made_is_offered_when_the_recommended_one_cannot(self) -> None:
        raw = {
            "project_name": "Orders",
            "workload": "templates",
            "scale": "prototype",
            "concurrency": "low",
            "skills": ["flask"],
            "existing_code": "flask-migrate",
        }
        asker = ScriptedAsker()
        framework = settled(raw, asker)[1]
        assert asker.recommended[0].framework is Framework.FLASK
        assert framework is Framework.FASTAPI
        assert self.values(asker) == ["fastapi", "change", "stop"]

    def test_stopping_where_nothing_is_built_names_what_is(self) -> None:
        asker = ScriptedAsker({FRAMEWORK: ["stop"]})
        with pytest.raises(InvalidAnswer, match="extras = ray is not built yet") as refused:
            settled({"project_name": "Orders", "extras": ["ray"]}, asker)
        assert self.values(asker) == ["change", "stop"]
        assert refused.value.hint == "Available: docker, ci."

    def test_stopping_otherwise_is_an_interruption(self) -> None:
        with pytest.raises(KeyboardInterrupt):
            settled(self.API, ScriptedAsker({FRAMEWORK: ["stop"]}))

    def test_a_changed_answer_leads_to_a_new_recommendation(self) -> None:
        asker = ScriptedAsker({**script(workload=["templates"]), FRAMEWORK: ["change"], CHANGE: ["workload"]})
        answers, framework = settled({**NAMED, "workload": "api", "skills": ["flask"]}, asker)
        assert [made.framework for made in asker.recommended] == [Framework.FASTAPI, Framework.FLASK]
        assert framework is Framework.FLASK
        assert answers == {**NAMED, "workload": "templates", "skills": ["flask"]}

    def test_going_back_leads_to_the_summary_and_on_to_the_last_question(self) -> None:
        asker = ScriptedAsker({**script(description=["Better."]), FRAMEWORK: [BACK], CONFIRM: [BACK]})
        answers, _framework = settled(self.API, asker)
        assert asker.messages == [FRAMEWORK, CONFIRM, BY_KEY["description"].prompt, CONFIRM, FRAMEWORK]
        assert answers["description"] == "Better."

    def test_a_framework_that_was_given_is_taken_without_asking(self) -> None:
        asker = ScriptedAsker()
        framework = settled({**self.API, "framework": "flask"}, asker)[1]
        assert (framework, asker.messages) == (Framework.FLASK, [])
        assert len(asker.recommended) == 1

    def test_before_it_is_made_the_last_question_says_so(self) -> None:
        asker = ScriptedAsker()
        asked_all({**NAMED, "framework": "flask"}, asker)
        assert "The Flask starter is made next" in last(asker, CONFIRM).help

    def test_a_framework_that_was_given_and_cannot_be_made_is_asked_for(self) -> None:
        raw = {**self.API, "framework": "flask", "existing_code": "flask-migrate"}
        asker = ScriptedAsker()
        assert settled(raw, asker) == (
            {**self.API, "existing_code": "flask-migrate"},
            Framework.FASTAPI,
        )
        assert self.values(asker) == ["fastapi", "change", "stop"]
        asker = ScriptedAsker()
        asked_all(raw, asker)
        assert "The recommendation comes next" in last(asker, CONFIRM).help


class TestTicking:
    def prompt(self) -> ListPrompt:
        asker = ScriptedAsker()
        asked_all(NAMED, asker)
        prompt: ListPrompt = last(asker, BY_KEY["skills"].prompt)
        return prompt

    def test_a_real_choice_beats_not_sure(self) -> None:
        assert self.prompt().toggled(["not-sure"], "flask") == ("flask",)

    def test_none_of_these_unticks_the_others(self) -> None:
        assert self.prompt().toggled(["flask", "async"], "none") == ("none",)

    def test_unticking_the_last_choice_is_not_being_sure(self) -> None:
        assert self.prompt().toggled(["flask"], "flask") == ("not-sure",)

    def test_choices_are_ticked_beside_each_other(self) -> None:
        assert self.prompt().toggled(["async"], "flask") == ("flask", "async")

    def test_none_of_these_beside_others_is_refused(self) -> None:
        assert (
            self.prompt().problem(["none", "flask"])
            == '"None of these" cannot go together with anything else.'
        )

    def test_ticking_nothing_is_refused_where_none_of_these_is_an_answer(self) -> None:
        assert self.prompt().problem([]) == "Choose at least one."
