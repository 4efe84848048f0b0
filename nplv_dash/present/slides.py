"""Slides as one page of HTML that needs nothing else: it opens from a disk without a network, and in any browser.

With its style, its letters, its script and its pictures inside. Without the script the slides stand below each other.
All text is escaped here.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Final

from nplv_dash.present import palette
from nplv_dash.present.slide import Deck, Slide, Table
from nplv_dash.present.slides_script import known, script
from nplv_dash.present.slides_svg import MUTED, svg
from nplv_dash.present.text import Text
from nplv_dash.present.webfont import faces

_HERE: Final = Path(__file__).parent
#: The page asks nobody for anything, and holds itself to that.
_POLICY: Final = (
    f"default-src 'none'; script-src {known(script())}; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)

#: Drawn, since not every machine has a letter for it.
_FULL: Final = (
    '<svg viewBox="0 0 24 24" width="60%" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="3">'
    '<path d="M3 9V3h6M15 3h6v6M21 15v6h-6M9 21H3v-6"/></svg>'
)


def html(deck: Deck) -> bytes:
    """The slides as a page."""
    t, colours = Text(deck.lang), palette.LIGHT
    look = {
        "ground": colours.background,
        "panel": colours.panel,
        "text": colours.text,
        "accent": colours.accent,
        "line": colours.border,
        "muted": MUTED,
    }
    root = ";".join(f"--{name}:{colour}" for name, colour in look.items())
    slides = "".join(_slide(slide, number, deck, t) for number, slide in enumerate(deck.slides, 1))
    buttons = "".join(
        f'<button type="button" id="{name}" aria-label="{escape(t(f"verhaal.deck.{name}"))}" '
        f'title="{escape(t(f"verhaal.deck.{name}"))}">{sign}</button>'
        for name, sign in (("back", "←"), ("forth", "→"), ("full", _FULL))
    )
    style = f"{faces(unescape(slides))}:root{{{root}}}{_file('slides.css')}"
    return (
        f'<!doctype html><html lang="{deck.lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(deck.title)}</title>"
        f"<style>{style}</style>"
        f'</head><body><h1 class="said">{escape(deck.title)}</h1><p class="said">{escape(t("verhaal.deck.keys"))}</p>'
        f'<main>{slides}</main><nav>{buttons}</nav><p class="said" id="said" aria-live="polite"></p>'
        f"<script>{script()}</script></body></html>"
    ).encode()


def _slide(slide: Slide, number: int, deck: Deck, t: Text) -> str:
    count = len(deck.slides)
    said = t("verhaal.deck.slide", number=number, count=count, title=slide.title)
    kind = f'<p class="kind">{escape(slide.kind)}</p>' if slide.kind else ""
    lead = f'<p class="lead">{escape(slide.lead)}</p>' if slide.lead else ""
    figure = _figure(slide)
    points = "".join(
        f"<li>{f'<b>{escape(point.head)}</b>' if point.head else ''}{escape(point.text)}</li>" for point in slide.points
    )
    return (
        f'<section class="slide{" computed" if slide.computed else ""}" id="{escape(slide.id)}" tabindex="-1" '
        f'aria-labelledby="{escape(slide.id)}-title" data-said="{escape(said)}">'
        f'<header>{kind}<h2 id="{escape(slide.id)}-title">{escape(slide.title)}</h2>{lead}</header>'
        f'<div class="body{"" if figure else " words"}">{figure}<ul class="points">{points}</ul></div>'
        f"<footer>{_foot(slide, deck)}"
        f'<p class="number">{escape(t("verhaal.deck.number", number=number, count=count))}</p></footer></section>'
    )


def _figure(slide: Slide) -> str:
    """The chart or the picture, with its figures as a table for whoever cannot see it."""
    if slide.chart:
        drawn = svg(slide.chart)
    elif slide.picture:
        drawn = f'<img src="{_with_letters(slide.picture.svg(bare=True))}" alt="{escape(slide.picture.alt)}">'
    else:
        return ""
    return f"<figure>{drawn}{_twin(slide.table) if slide.table else ''}</figure>"


def _with_letters(picture: bytes) -> str:
    """An SVG as an address; a picture in a page cannot reach the letters of that page, so it has its own."""
    start, tag, rest = picture.partition(b"<metadata>")
    words = unescape(re.sub(rb"<[^>]*>", b"", rest).decode())
    own = f"<style>{faces(words)}</style>".encode()
    return f"data:image/svg+xml;base64,{b64encode(start + own + tag + rest).decode()}"


def _twin(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in table.rows
    )
    return (
        f'<div class="twin"><table><caption>{escape(table.caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _foot(slide: Slide, deck: Deck) -> str:
    """Source, passport, and where the same figures stand."""
    linked = slide.address.startswith(("https://", "http://"))
    shown = escape(slide.address)
    address = f'<a href="{shown}" target="_blank" rel="noopener">{shown}</a>' if linked else shown
    lines = [escape(slide.source), escape(slide.passport), " · ".join(filter(None, (escape(deck.about), address)))]
    return f"<p>{'<br>'.join(filter(None, lines))}</p>"


@cache
def _file(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
