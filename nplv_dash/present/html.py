"""Small pieces of HTML: tables and lists that read well aloud. All text is escaped here, and only here."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Cell:
    """A cell; `sub` stands under it in small print, `href` makes it a link to another page of the app."""

    text: str
    sub: str = ""
    href: str | None = None


@dataclass(frozen=True)
class Group:
    """Rows under a heading of their own, marked with a colour. Without a title there is no heading."""

    rows: Sequence[Sequence[Cell]]
    title: str = ""
    colour: str = ""


def table(
    caption: str, head: Sequence[str], groups: Sequence[Group], *, numbers: Container[int], stacked: bool = False
) -> str:
    """A table whose first column names its rows.

    Args:
        caption: what the table is, also for screen readers.
        head: one text per column.
        numbers: indices of the columns with numbers, which are set to the right.
        stacked: whether a phone shows a row as a few lines, each cell with the name of its column; for tables of words.
    """
    heads = head if stacked else ()
    columns = "".join(_header(text, index in numbers, heads) for index, text in enumerate(head))
    bodies = "".join(_group(group, len(head), numbers, heads) for group in groups)
    kind = "nplv-table nplv-stacked" if stacked else "nplv-table"
    return (
        # The wrapper scrolls, so it can be reached with the keyboard and has a name.
        f'<div class="nplv-scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table class="{kind}"{_role("table", heads)}><caption>{escape(caption)}</caption>'
        f"<thead{_role('rowgroup', heads)}><tr{_role('row', heads)}>{columns}</tr></thead>{bodies}</table></div>"
    )


def _role(role: str, heads: Sequence[str]) -> str:
    """What a part of a stacked table is: some browsers forget it where a row is drawn as lines."""
    return f' role="{role}"' if heads else ""


def _header(text: str, right: bool, heads: Sequence[str]) -> str:  # noqa: FBT001
    return f'<th scope="col"{_right(right)}{_role("columnheader", heads)}>{escape(text)}</th>'


def _group(group: Group, columns: int, numbers: Container[int], heads: Sequence[str]) -> str:
    title = ""
    if group.title:
        mark = f'<span class="nplv-mark" style="background:{escape(group.colour)}"></span>' if group.colour else ""
        head = f'<th scope="rowgroup" colspan="{columns}" class="nplv-group"{_role("rowheader", heads)}>'
        title = f"<tr{_role('row', heads)}>{head}{mark}{escape(group.title)}</th></tr>"
    rows = "".join(
        f"<tr{_role('row', heads)}>{''.join(_cell(cell, i, numbers, heads) for i, cell in enumerate(row))}</tr>"
        for row in group.rows
    )
    return f"<tbody{_role('rowgroup', heads)}>{title}{rows}</tbody>"


def _cell(cell: Cell, index: int, numbers: Container[int], heads: Sequence[str]) -> str:
    if index == 0:
        return f'<th scope="row"{_role("rowheader", heads)}>{_content(cell)}</th>'
    # Where a phone stacks them, the name of its column stands before a cell; it is read aloud with the head already.
    said = f' data-head="{escape(heads[index])}"' if heads else ""
    return f"<td{_right(index in numbers)}{_role('cell', heads)}{said}>{_content(cell)}</td>"


def _right(right: bool) -> str:  # noqa: FBT001
    return ' class="nplv-number"' if right else ""


def _content(cell: Cell) -> str:
    text = escape(cell.text)
    if cell.href:
        text = f'<a href="{escape(cell.href)}" target="_self">{text}</a>'
    return text + (f"<small>{escape(cell.sub)}</small>" if cell.sub else "")


def facts(pairs: Sequence[tuple[str, str]]) -> str:
    """A list of terms with what they are, side by side where there is room."""
    items = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(text)}</dd></div>" for term, text in pairs)
    return f'<dl class="nplv-facts">{items}</dl>'


def heading(text: str) -> str:
    """What stands over a small figure: for text that a stranger may have written, where Markdown would read more."""
    return f'<p class="nplv-title">{escape(text)}</p>'


def note(kind: str, *texts: str) -> str:
    """Texts that a stranger may have written, one below the other, in the style `kind`; empty ones are left out."""
    return f'<p class="{escape(kind)}">{"<br>".join(escape(text) for text in texts if text)}</p>'


def refuted(wrong: str, said: str, why: str, because: str) -> str:
    """A sentence that is not true, and why: the words `wrong` and `why` stand before them."""
    return (
        f'<div class="nplv-refuted"><p><strong>{escape(wrong)}</strong> <q>{escape(said)}</q></p>'
        f"<p><strong>{escape(why)}</strong> {escape(because)}</p></div>"
    )
