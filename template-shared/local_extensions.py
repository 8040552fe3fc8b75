"""Jinja filters: some make a person's text harmless where a template puts it, one picks from tables.

cookiecutter finds this module beside `cookiecutter.json` (`_extensions`), so values are escaped the
same way however the template is rendered.
"""

import re
from collections.abc import Mapping, Sequence

from jinja2 import Environment
from jinja2.ext import Extension

SHORT_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
# What means something inside a line of Markdown, or of HTML within it.
MARKDOWN_INLINE = re.compile(r"([\\`*_\[\]<>&|~$#])")
# What means something at the start of a line only.
MARKDOWN_START = re.compile(r"^(\d+)([.)])|^([-+=:])")


def one_line(text: str) -> str:
    """The text as a single line: blank space becomes one blank, what cannot be printed is dropped."""
    return " ".join("".join(c if c.isprintable() else " " if c.isspace() else "" for c in text).split())


def _escaped(text: str, quote: str) -> str:
    def escape(character: str) -> str:
        if character == quote:
            return "\\" + quote
        if character in SHORT_ESCAPES:
            return SHORT_ESCAPES[character]
        if character.isprintable():
            return character
        code = ord(character)
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"

    return quote + "".join(map(escape, text)) + quote


def quoted(text: str) -> str:
    """A string literal that TOML (basic string) and YAML (double-quoted) read alike."""
    return _escaped(text, '"')


def python(text: str) -> str:
    """A Python string literal, in the quotes that ruff's formatter would choose."""
    return _escaped(text, "'" if text.count('"') > text.count("'") else '"')


def markdown(text: str) -> str:
    """Text for one line of Markdown that shows exactly as it was typed."""
    escaped = MARKDOWN_INLINE.sub(r"\\\1", one_line(text))
    return MARKDOWN_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", escaped)


def chosen(table: Sequence[Sequence[str]], answers: Mapping[str, object]) -> list[str]:
    """Of the rows of a table, `[feature, text]`, the texts of those features that are on, each once."""
    return list(dict.fromkeys(text for feature, text in table if answers[feature]))


class Filters(Extension):
    """Registers the filters."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters.update(
            one_line=one_line, quoted=quoted, python=python, markdown=markdown, chosen=chosen
        )
