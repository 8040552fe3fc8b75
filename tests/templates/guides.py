"""Follows the guides in a starter's README to the letter, as a person would who copies what is there."""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

STEP = re.compile(r"^\d+\. ", re.MULTILINE)
BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(Create|In) `([^`]+)`")


def follow(project: Path, heading: str) -> list[list[str]]:
    """Create and change the files that the section names; gives the commands of its last step."""
    commands: list[list[str]] = []
    for step in _steps(project, heading):
        blocks = [(kind, dedent(text)) for _, kind, text in BLOCK.findall(step)]
        named = FILE.match(step)
        for kind, text in blocks:
            if named is None:
                commands += [_words(line) for line in text.splitlines()]
            elif kind == "diff":
                _change(project / named[2], text)
            else:
                assert named[1] == "Create", step
                _create(project / named[2], text)
    return commands


def _steps(project: Path, heading: str) -> Iterator[str]:
    readme = (project / "README.md").read_text(encoding="utf-8")
    section = readme.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    yield from STEP.split(section)[1:]


def _create(path: Path, text: str) -> None:
    assert not path.exists(), path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _change(path: Path, diff: str) -> None:
    lines = [(line[:1], line[1:]) for line in diff.splitlines(keepends=True)]
    before = "".join(text for mark, text in lines if mark != "+")
    after = "".join(text for mark, text in lines if mark != "-")
    content = path.read_text(encoding="utf-8")
    assert content.count(before) == 1, f"{path} does not hold this once:\n{before}"
    path.write_text(content.replace(before, after), encoding="utf-8")


def _words(line: str) -> list[str]:
    return [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|(\S+)', line)]
