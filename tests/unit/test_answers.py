from typing import Any

import pytest
import tomlkit
from hypothesis import given as given_strategy
from pyscaffold_api.answer_types import Answers, Extra, Framework, Skill, Workload
from pyscaffold_api.answers import command, given, parse, value
from pyscaffold_api.errors import InvalidAnswer
from pyscaffold_api.questions import BY_KEY
from pyscaffold_api.recommend import recommend, to_json
from strategies import valid_answers


def refusal(raw: dict[str, object]) -> InvalidAnswer:
    with pytest.raises(InvalidAnswer) as refused:
        parse(raw)
    return refused.value


def parsed_command(argv: list[str]) -> dict[str, Any]:
    """The answers that a command line gives, read by the flags of the questions."""
    raw: dict[str, Any] = {}
    words = iter(argv)
    for word in words:
        flag, _, text = word.partition("=")
        key = flag.removeprefix("--").replace("-", "_")
        if word == "--no-input":
            continue
        if word == "--framework":
            raw["framework"] = next(words)
        elif key.removeprefix("no_") == "typed_contract":
            raw["typed_contract"] = not key.startswith("no_")
        elif not word.startswith("--"):
            raw["project_name"] = word
        elif key in ("also", "skills", "extras"):
            raw.setdefault(key, []).append(text)
        else:
            raw[key] = text
    return raw


def test_nothing_given_is_all_none() -> None:
    assert parse({}) == Answers()


def test_a_list_is_kept_in_the_order_of_its_choices_without_repeats() -> None:
    skills = ["pydantic", "flask", "pydantic"]
    assert parse({"skills": skills}).skills == (Skill.FLASK, Skill.PYDANTIC)


@pytest.mark.parametrize("none", ["none", ["none"], ("none",), [], ["none", "none"]])
def test_none_alone_is_the_empty_list(none: object) -> None:
    assert parse({"extras": none}).extras == ()


def test_none_beside_other_items_is_refused() -> None:
    assert refusal({"skills": ["none", "flask"]}).message == "skills has none beside others."


def test_the_recommended_framework_is_no_framework_given() -> None:
    assert parse({"framework": "recommended"}).framework is None


def test_a_framework_that_is_named_is_kept() -> None:
    assert parse({"framework": "flask"}).framework is Framework.FLASK


def test_blank_space_around_text_is_dropped() -> None:
    assert parse({"project_name": " \n Shop\t"}).project_name == "Shop"


def test_an_unknown_key_is_refused_with_the_nearest_one() -> None:
    error = refusal({"typed-contract": True})
    assert error.message == "There is no answer called 'typed-contract'."
    assert str(error.hint).startswith("Did you mean typed_contract? Accepted: project_name, project_slug,")


def test_an_unknown_choice_is_refused_with_the_nearest_one_and_all() -> None:
    error = refusal({"workload": "API"})
    assert error.message == "workload cannot be 'API'."
    assert error.hint == "Did you mean api? Accepted: api, templates, realtime, ml."
    assert str(refusal({"license": "mit"}).hint).startswith("Did you mean MIT?")


def test_a_choice_like_no_other_gets_no_suggestion() -> None:
    assert refusal({"scale": "zzz"}).hint == "Accepted: small, prototype, production, open-ended."


@pytest.mark.parametrize(
    ("key", "wrong", "hint"),
    [
        ("project_name", 7, "Accepted: text in quotes."),
        ("project_name", ["Shop"], "Accepted: text in quotes."),
        ("workload", True, "Accepted: api, templates, realtime, ml."),
        ("workload", ["api"], "Accepted: api, templates, realtime, ml."),
        ("typed_contract", "yes", "Accepted: true, false."),
        ("typed_contract", 1, "Accepted: true, false."),
        (
            "skills",
            "flask",
            "Accepted: a list of any of flask, fastapi, type-hints, async, pydantic; or none.",
        ),
        ("also", True, "Accepted: a list of any of api, templates, realtime, ml; or none."),
        ("also", [["ml"]], "Accepted: api, templates, realtime, ml."),
        ("database", None, "Accepted: sqlite, postgresql, mysql."),
    ],
)
def test_an_answer_of_the_wrong_type_is_refused(key: str, wrong: object, hint: str) -> None:
    error = refusal({key: wrong})
    assert error.message.startswith(f"{key} cannot be ")
    assert error.hint == hint


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0b", "\r", "\x1b", "\x7f", "\x85", "\ud800", "\udcff"]
)
@pytest.mark.parametrize("key", ["project_name", "author_name", "description"])
def test_control_characters_and_lone_surrogates_are_refused(key: str, character: str) -> None:
    assert "without control characters" in str(refusal({key: f"Shop {character} two"}).hint)


def test_a_refusal_does_not_repeat_control_characters_to_the_terminal() -> None:
    assert refusal({"description": "\x1b[31mred"}).message == r"description cannot be '\x1b[31mred'."


def test_a_refusal_cuts_a_long_answer_short() -> None:
    assert len(refusal({"workload": "x" * 10_000}).message) < 100


def test_tabs_and_newlines_are_text() -> None:
    assert parse({"description": "one\n\ttwo"}).description == "one\n\ttwo"


@pytest.mark.parametrize(
    ("key", "longest"),
    [("project_name", "a " * 49 + "bc"), ("author_name", "x" * 112), ("description", "x" * 500)],
)
def test_text_as_long_as_allowed_is_accepted_and_no_longer(key: str, longest: str) -> None:
    assert getattr(parse({key: longest}), key) == longest
    assert refusal({key: longest + "x"}).message == f"{key} has {len(longest) + 1} characters."


@pytest.mark.parametrize("key", ["project_name", "author_name"])
def test_a_name_must_not_be_blank(key: str) -> None:
    assert refusal({key: " \t "}).message == f"{key} has 0 characters."


def test_a_description_may_be_empty() -> None:
    assert parse({"description": ""}).description == ""


def test_a_name_without_a_good_slug_is_refused() -> None:
    assert "gives the slug 'class'" in refusal({"project_name": "class"}).message


def test_a_name_without_a_good_slug_is_accepted_beside_a_slug() -> None:
    assert parse({"project_name": "class", "project_slug": "school"}).project_name == "class"


def test_a_bad_slug_is_refused() -> None:
    assert refusal({"project_slug": "../x"}).hint == "Try x."


def test_also_must_not_repeat_the_workload() -> None:
    error = refusal({"workload": "ml", "also": ["api", "ml"]})
    assert error.message == "also = ml repeats workload = ml."
    assert error.hint == "Leave ml out of also, or choose another workload."


def test_also_must_not_repeat_the_workload_that_is_assumed() -> None:
    assert "when it is not given" in refusal({"also": ["api"]}).message


@pytest.mark.parametrize("frontend", ["none", "spa"])
def test_server_rendered_pages_have_no_other_frontend(frontend: str) -> None:
    error = refusal({"workload": "templates", "frontend": frontend})
    assert error.message.startswith(f"frontend = {frontend} does not go with workload = templates")
    assert "workload = api with also = templates" in str(error.hint)


def test_server_rendered_pages_may_say_so() -> None:
    assert parse({"workload": "templates", "frontend": "server-rendered"}).workload is Workload.TEMPLATES


def test_given_holds_what_was_given_and_nothing_else() -> None:
    raw = {"skills": [], "workload": "api", "typed_contract": False, "project_name": "Shop"}
    assert list(given(parse(raw)).items()) == [
        ("project_name", "Shop"),
        ("workload", "api"),
        ("typed_contract", False),
        ("skills", []),
    ]


def test_a_value_is_the_answer_given() -> None:
    assert value(parse({"extras": ["ci"]}), "extras") == (Extra.CI,)


def test_a_value_given_as_false_or_empty_is_not_replaced_by_the_default() -> None:
    answers = parse({"extras": [], "description": ""})
    assert (value(answers, "extras"), value(answers, "description")) == ((), "")


@pytest.mark.parametrize("key", BY_KEY)
def test_a_value_not_given_is_the_default(key: str) -> None:
    assert value(Answers(), key) == BY_KEY[key].default


@given_strategy(valid_answers())
def test_what_was_given_parses_to_the_same_answers(answers: Answers) -> None:
    assert parse(given(answers)) == answers


@given_strategy(valid_answers())
def test_what_was_given_survives_a_toml_file(answers: Answers) -> None:
    assert parse(tomlkit.parse(tomlkit.dumps(given(answers))).unwrap()) == answers


@given_strategy(valid_answers())
def test_the_command_gives_the_same_answers_and_recommendation(answers: Answers) -> None:
    argv = command(answers, Framework.FLASK)
    assert argv[:2] == ["pyscaffold-api", "new"]
    again = parse(parsed_command(argv[2:]))
    assert given(again) == given(answers) | {"framework": "flask"}
    assert to_json(recommend(again)) == to_json(recommend(answers))


def test_the_command_names_only_what_was_given() -> None:
    answers = parse(
        {"project_name": "My Shop", "workload": "api", "also": ["ml", "realtime"], "framework": "flask"}
    )
    assert command(answers, Framework.FASTAPI) == [
        "pyscaffold-api",
        "new",
        "My Shop",
        "--workload=api",
        "--also=realtime",
        "--also=ml",
        "--framework",
        "fastapi",
        "--no-input",
    ]


def test_the_command_tells_an_empty_list_and_a_no() -> None:
    argv = command(parse({"skills": [], "typed_contract": False}), Framework.FLASK)
    assert argv[2:4] == ["--no-typed-contract", "--skills=none"]


def test_a_name_like_a_flag_stays_a_name_in_the_command() -> None:
    argv = command(parse({"project_name": "--help me", "author_name": "-x"}), Framework.FLASK)
    assert argv[2:4] == ["--project-name=--help me", "--author-name=-x"]
