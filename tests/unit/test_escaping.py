"""Whatever a person types comes out of a generated file as it went in."""

import ast
import tomllib

import pytest
import yaml
from escaping import markdown, one_line, python, quoted
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

# All text that an answer may hold: no lone surrogates, and of the control characters tab and newline only.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n"), max_size=120)
HOSTILE = [
    '"',
    "'''\"\"\"\\",
    "{{ 7*7 }}{% raw %}{#",
    "a\nb\tc",
    "]]>--><script>alert(1)</script>",
    "\u202eevil\u2066",
    "# not a heading",
    "1. not a list",
    "- not a list",
    "=== ",
    "[a](javascript:b) `c` *d* _e_ ~~f~~ <g> &amp; | h",
    "emoji \U0001f680 and עברית",
    "\\",
    "\u2028\x85"[:1],
    "${HOME} $(id) `id`",
]


def hostile(test):  # type: ignore[no-untyped-def]
    for text in HOSTILE:
        test = example(text)(test)
    return test


@hostile
@given(TEXT)
def test_quoted_text_is_read_alike_by_toml_and_yaml(text: str) -> None:
    assert tomllib.loads(f"value = {quoted(text)}")["value"] == text
    assert yaml.safe_load(f"value: {quoted(text)}")["value"] == text


@hostile
@given(TEXT)
def test_a_python_literal_is_the_text_on_one_line(text: str) -> None:
    literal = python(text)
    assert ast.literal_eval(literal) == text
    assert literal.splitlines() == [literal]


@hostile
@given(TEXT)
def test_one_line_has_no_line_breaks_and_nothing_that_cannot_be_seen(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert one_line(line) == line


@hostile
@given(TEXT)
@pytest.mark.parametrize("before", ["", "# "])
def test_markdown_shows_the_text_as_it_was_typed(before: str, text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(before + markdown(text))
    inline = [token for token in tokens if token.type == "inline"]
    children = [child for token in inline for child in token.children or []]
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == one_line(text)
    kinds = {token.type for token in tokens} - {"inline"}
    assert kinds <= ({"heading_open", "heading_close"} if before else {"paragraph_open", "paragraph_close"})
