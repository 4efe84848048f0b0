"""`/embed/<page>/<part>`: one map or chart for another website, as a light page, as SVG and as PNG.

A page and not the live app: a newspaper's article loads it at once, it works without websockets and scripts, and a
thousand readers cost the server one picture. What one sees is what the app shows under the same address.
"""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import shown
from nplv_dash.present import standalone
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import DEFAULT, Text
from nplv_dash.services.links import address
from nplv_dash.ui import frame, language
from nplv_dash.ui.data import workspace
from nplv_dash.ui.routes import choices
from nplv_dash.ui.routes.addresses import API, EMBED
from nplv_dash.ui.routes.answers import HTML, PNG, SVG, Answer, Asked, tag_of
from nplv_dash.ui.routes.api import data
from nplv_dash.ui.routes.parts import FOUND, Shown


def embed(asked: Asked) -> Answer:
    """A part of a page, as a page, SVG or PNG."""
    name, dot, ending = asked.path["part"].partition(".")
    parts = FOUND.get(asked.path["page"], {})
    if name not in parts or (dot and ending not in {"svg", "png"}):
        return nothing(asked)
    shared = choices.places(asked, workspace())
    shown = parts[name](asked, shared)
    t, n = Text(asked.lang), Numbers(asked.lang)
    # A page has links to what was asked, a picture has not.
    said = () if ending else sorted(asked.query.items())
    tag = tag_of(asked.path["page"], name, ending, asked.lang, *data(), *shown.key, shown.notice, *said)
    if ending == "svg":
        return Answer(tag, lambda: shown.draw(t, n).svg(), SVG)
    if ending == "png":
        return Answer(tag, lambda: shown.draw(t, n).png(), PNG)
    return Answer(tag, partial(_page, asked, shown, t, n), HTML)


def _page(asked: Asked, shown: Shown, t: Text, n: Numbers) -> bytes:
    picture, name = shown.draw(t, n), asked.path["part"]
    query = {key: value for key, value in asked.query.items() if key != language.PARAMETER}
    if asked.lang != DEFAULT:
        query[language.PARAMETER] = asked.lang
    said = f"?{urlencode(query)}" if query else ""
    target = next(one for one in frame.PAGES if one.id == asked.path["page"])
    caption = picture.caption
    foot = [standalone.paragraph(caption.source, "small")]
    if caption.passport:
        foot.append(standalone.paragraph(caption.passport, "small"))
    links = [standalone.link(t("share.embed.whole", page=t(target.title)), f"../../{target.url_path}{said}", out=True)]
    links += [standalone.link(ending.upper(), f"{name}.{ending}{said}", out=True) for ending in ("svg", "png")]
    figures = address(f"../..{API}/", shown.csv, asked.lang)
    links.append(standalone.link(t("share.embed.figures"), figures, out=True))
    return standalone.page(
        caption.title,
        (
            standalone.heading(caption.title),
            standalone.paragraph(caption.subtitle, "small"),
            *([standalone.paragraph(shown.notice, "note")] if shown.notice else []),
            standalone.drawn(picture),
            standalone.foot(*foot, standalone.line(*links)),
        ),
        asked.lang,
    )


def nothing(asked: Asked) -> Answer:
    """There is no such address."""
    known = ", ".join(f"{EMBED}/{page}/{part}" for page, parts in FOUND.items() for part in parts)
    asked_for = "/".join(asked.path.values())
    raise NplvError("api_unknown", f"{EMBED}/{shown(asked_for)}", known=known)
