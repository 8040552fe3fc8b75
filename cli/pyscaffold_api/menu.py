"""Menus drawn for a given width, as styled pieces of text."""

import textwrap
from collections.abc import Collection, Sequence

from pyscaffold_api.asker import Item

Fragments = list[tuple[str, str]]

# Tells prompt_toolkit which line to keep in sight when the menu is longer than the window.
_CURSOR = ("[SetCursorPosition]", "")
_LEAST_HELP_COLUMNS = 30
_HELP_INDENT = 5


def draw_items(items: Sequence[Item], pointed: int, ticked: Collection[str] | None, width: int) -> Fragments:
    """One item under the other, each with its help beside it, or below it where that is too narrow.

    `ticked` is None where one item is chosen rather than any number of them ticked.
    """
    boxes = 0 if ticked is None else len("[x] ")
    label_width = max(len(item.label) for item in items)
    beside = width - (3 + boxes + label_width + 2)
    drawn: Fragments = []
    for position, item in enumerate(items):
        mark = "" if ticked is None else "[x] " if item.value in ticked else "[ ] "
        style = _style(item, is_pointed=position == pointed)
        if position == pointed:
            drawn.append(_CURSOR)
        drawn.append((style, f"{' » ' if position == pointed else '   '}{mark}"))
        if beside >= _LEAST_HELP_COLUMNS:
            drawn += _beside(item, style, indent=3 + boxes, label_width=label_width, width=width)
        else:
            drawn += _below(item, style, indent=3 + boxes, width=width)
    return drawn


def wrapped(text: str, width: int, *, indent: int = 0, first_line: int | None = None) -> str:
    """The text in lines of this width, all indented but the first, which begins at column `first_line`."""
    start = indent if first_line is None else first_line
    return textwrap.fill(text, width, initial_indent=" " * start, subsequent_indent=" " * indent)[start:]


def _style(item: Item, *, is_pointed: bool) -> str:
    if item.disabled:
        return "class:disabled"
    return "class:highlighted" if is_pointed else "class:text"


def _beside(item: Item, style: str, *, indent: int, label_width: int, width: int) -> Fragments:
    if not item.explanation:
        return [(style, f"{item.label}\n")]
    column = indent + label_width + 2
    label = (style, item.label.ljust(label_width) + "  ")
    return [label, ("class:help", wrapped(item.explanation, width, indent=column) + "\n")]


def _below(item: Item, style: str, *, indent: int, width: int) -> Fragments:
    drawn = [(style, wrapped(item.label, width, indent=indent) + "\n")]
    if item.explanation:
        line = " " * _HELP_INDENT + wrapped(item.explanation, width, indent=_HELP_INDENT)
        drawn.append(("class:help", f"{line}\n"))
    return drawn
