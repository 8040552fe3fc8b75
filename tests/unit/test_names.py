import re
import sys
from keyword import kwlist
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyscaffold_api import names
from pyscaffold_api.errors import InvalidAnswer
from pyscaffold_api.names import (
    NO_INPUT_NAME,
    RESERVED_DISTRIBUTIONS,
    check_name,
    check_slug,
    slug_problem,
    slugify_name,
    suggest_slug,
)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("My Shop", "my-shop"),
        ("  My__Shop!! 2 ", "my-shop-2"),
        ("Ünï cøde", "uni-code"),
        ("Straße", "strasse"),
        ("北京", "bei-jing"),
        ("it\u2019s", "it-s"),
        ("1,000 things", "1-000-things"),
        ("R&amp;D", "r-amp-d"),
        ("🦀 crab", "crab"),
        ("!!!", ""),
        ("\udcff", ""),
    ],
)
def test_a_name_gives_its_slug(name: str, slug: str) -> None:
    assert slugify_name(name) == slug


def test_a_long_name_is_cut_between_two_words() -> None:
    assert slugify_name("ninechars " * 10) == "-".join(["ninechars"] * 6)


def test_a_long_name_of_one_word_is_cut_within_it() -> None:
    assert slugify_name("x" * 100) == "x" * 64


@pytest.mark.parametrize(
    "slug", ["shop", "my-shop", "a", "a1-2-b", "app", "tests", "match", "my-service", "x" * 64]
)
def test_a_good_slug_is_accepted(slug: str) -> None:
    check_slug(slug)
    assert slug_problem(slug) is None


@pytest.mark.parametrize(
    ("slug", "problem"),
    [
        ("", "1 to 64 characters"),
        ("x" * 65, "1 to 64 characters"),
        ("1abc", "start with a letter"),
        ("-abc", "start with a letter"),
        ("abc-", "start with a letter"),
        ("a--b", "start with a letter"),
        ("a_b", "start with a letter"),
        ("../x", "start with a letter"),
        ("Abc", "start with a letter"),
        ("é", "start with a letter"),
        ("abc\n", "start with a letter"),
        ("class", "Python keyword"),
        ("true", "Python keyword"),
        ("json", "standard library"),
        ("graphlib", "standard library"),
        ("telnetlib", "standard library"),
        ("compression", "standard library"),
        ("flask", "package that starters depend on"),
        ("pydantic-settings", "package that starters depend on"),
        ("nul", "reserved by Windows"),
        ("com1", "reserved by Windows"),
    ],
)
def test_a_slug_that_would_break_a_starter_is_refused(slug: str, problem: str) -> None:
    with pytest.raises(InvalidAnswer, match=problem):
        check_slug(slug)


def test_a_hyphen_does_not_hide_the_name_of_a_module() -> None:
    assert slug_problem("py-compile") == "is the name of a module of Python's standard library"


@pytest.mark.parametrize("word", kwlist)
def test_every_keyword_is_refused(word: str) -> None:
    assert slug_problem(word.lower()) is not None


@pytest.mark.parametrize("name", sorted(name for name in sys.stdlib_module_names if name[0] != "_"))
def test_every_standard_library_module_is_refused(name: str) -> None:
    assert slug_problem(name.replace("_", "-")) is not None


def test_the_reserved_distributions_are_normalised_names_in_order() -> None:
    source = Path(names.__file__).read_text(encoding="utf-8").split('"""')
    listed = next(block.split() for block in source if "pydantic-settings" in block)
    assert listed == sorted(set(listed))
    assert all(name == re.sub(r"[-_.]+", "-", name).lower() for name in RESERVED_DISTRIBUTIONS)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("class", "class-service"),
        ("1abc", "abc-service"),
        ("2 shops", "shops"),
        ("Flask", "flask-service"),
        ("A_b", "a-b"),
        ("!!!", NO_INPUT_NAME),
        ("123", NO_INPUT_NAME),
    ],
)
def test_a_refusal_suggests_a_near_slug(text: str, suggestion: str) -> None:
    assert suggest_slug(text) == suggestion


@given(st.text())
def test_a_slug_of_any_text_is_empty_or_well_formed(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slugify_name(text))
    assert len(slugify_name(text)) <= 64


@given(st.text() | st.sampled_from([*sorted(RESERVED_DISTRIBUTIONS), *kwlist]))
def test_the_suggestion_for_any_text_can_be_used(text: str) -> None:
    assert slug_problem(suggest_slug(text)) is None


@given(st.text(alphabet="ab1-", max_size=70))
def test_a_slug_that_can_be_used_is_its_own_suggestion(slug: str) -> None:
    assert slug_problem(slug) is not None or suggest_slug(slug) == slug


def test_a_refused_slug_comes_with_one_that_works() -> None:
    with pytest.raises(InvalidAnswer) as refused:
        check_slug("class")
    assert refused.value.message == "project_slug 'class' is a Python keyword."
    assert refused.value.hint == "Try class-service."


def test_a_refused_name_says_which_slug_it_gives() -> None:
    with pytest.raises(InvalidAnswer) as refused:
        check_name("Class!")
    assert refused.value.message == "project_name 'Class!' gives the slug 'class', which is a Python keyword."
    assert "--project-slug class-service" in str(refused.value.hint)


def test_a_name_that_gives_no_slug_is_refused_with_a_suggestion() -> None:
    with pytest.raises(InvalidAnswer, match="gives no slug") as refused:
        check_name("!!!")
    assert "--project-slug my-service" in str(refused.value.hint)
