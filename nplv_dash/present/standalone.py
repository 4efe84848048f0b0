"""Pages that stand alone: one HTML file without scripts, for a frame on another website and for the archive.

Nothing in it is fetched from anywhere but its own folder, so it shows the same next year and without a network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from nplv_dash.present import palette, style
from nplv_dash.present.text import Lang

if TYPE_CHECKING:
    from nplv_dash.present.picture import Picture

#: What an SVG file has before its root, and HTML does not read.
_PROLOGUE: Final = re.compile(rb"^.*?(?=<svg\b)", re.DOTALL)
#: The id of the words below the picture of a page.
_SHOWN: Final = "getoond"
#: On a phone a picture is scrolled through rather than made too small to read.
_STYLE: Final = """
:root { color-scheme: light; }
body { margin: 0; padding: 1rem 1.25rem 1.25rem; background: var(--nplv-background); color: var(--nplv-text);
  border-top: .25rem solid var(--nplv-accent); font: var(--nplv-size-text)/1.5 var(--nplv-family); }
main { max-width: 60rem; margin: 0 auto; }
h1, h2, h3 { font-weight: 600; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; margin: 0 0 .25rem; }
h1 { font-size: var(--nplv-size-h2); }
h2 { font-size: var(--nplv-size-h3); margin-top: 2rem; }
h3 { font-size: var(--nplv-size-text); margin-top: 1.5rem; }
p { margin: .35rem 0; max-width: var(--nplv-measure); overflow-wrap: anywhere; }
a { color: var(--nplv-accent); }
b, strong { font-weight: 600; }
figure { margin: .75rem 0; }
figure > div { overflow-x: auto; }
svg, img { display: block; width: 100%; min-width: 34rem; height: auto; }
figcaption, footer, .small { font-size: var(--nplv-size-small); line-height: 1.45; color: var(--nplv-muted); }
footer { margin-top: .75rem; padding-top: .5rem; border-top: 1px solid var(--nplv-border); }
.note { padding: .5rem .75rem; background: var(--nplv-panel); border-left: 4px solid var(--nplv-accent); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .5rem 0; }
caption { text-align: left; font-size: var(--nplv-size-small); color: var(--nplv-muted); padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; font-weight: 400;
  border-bottom: 1px solid var(--nplv-border); }
thead th { font-weight: 600; border-bottom: 2px solid var(--nplv-muted); }
code, pre { font-size: var(--nplv-size-small); overflow-wrap: anywhere; white-space: pre-wrap; }
"""


def _style() -> str:
    """Sizes, distances and colours of the pages, with what they are used for."""
    # In per cents of what a reader has set; that is 16 pixels mostly.
    size = f":root{{font-size:{style.BASE / 16:.2%}}}"
    return style.properties(palette.LIGHT) + size + _STYLE


def page(title: str, parts: Iterable[str], lang: Lang, *, letters: bool = True) -> bytes:
    """A whole page.

    Args:
        parts: HTML, made by the functions below; the first of them has the heading.
        letters: whether the page holds its own: fifty kilobytes, too many for dozens of pages in an archive; without
            them it shows in the nearest that a machine has.
    """
    body, own = "\n".join(parts), style.inlined() if letters else ""
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{own}{_style()}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def heading(text: str, level: int = 1) -> str:
    """A heading."""
    return f"<h{level}>{escape(text)}</h{level}>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph; `kind` is `small` or `note`."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def code(text: str) -> str:
    """Text to copy."""
    return f"<pre>{escape(text)}</pre>"


def link(text: str, address: str, *, out: bool = False) -> str:
    """A link; with `out`, one that leaves the frame it stands in."""
    target = ' target="_blank" rel="noopener"' if out else ""
    return f'<a href="{escape(address)}"{target}>{escape(text)}</a>'


def line(*links: str) -> str:
    """Links in a row."""
    return f"<p>{' · '.join(links)}</p>"


def foot(*parts: str) -> str:
    """What stands at the end, below a rule: HTML."""
    return f"<footer>{''.join(parts)}</footer>"


def drawn(picture: Picture) -> str:
    """A picture in the page itself, once on a page; its title and source stand around it, which a phone can read."""
    svg = _PROLOGUE.sub(b"", picture.svg(bare=True)).decode()
    # Its name is what stands below it, so that there is one text; inside it there is nothing more to read aloud.
    shown = f'<div role="img" tabindex="0" aria-labelledby="{_SHOWN}">{svg}</div>'
    return f'<figure>{shown}<figcaption id="{_SHOWN}">{escape(picture.alt)}</figcaption></figure>'


def beside(picture: Picture, address: str) -> str:
    """A picture that lies beside the page as a file of its own."""
    # What it shows stands below it; the frame around it can be scrolled by keyboard, so it needs a name.
    image = f'<img src="{escape(address)}" alt="">'
    shown = f'<div role="group" tabindex="0" aria-label="{escape(picture.caption.title)}">{image}</div>'
    return f"<figure>{shown}<figcaption>{escape(picture.alt)}</figcaption></figure>"


def frame(address: str, title: str, height: int) -> str:
    """The code with which another website shows a page, `height` pixels high; its title is for who cannot see it."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{height}" '
        'style="border:0" loading="lazy"></iframe>'
    )


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column names its rows."""
    top = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )
