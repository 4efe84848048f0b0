"""The frame around every page: registry, navigation, language, foot.

A page begins with

    t, n = ensure_frame("kaart")

and then has its texts (`t`) and its numbers (`n`) in the visitor's language.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, NoReturn
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from nplv_dash import ROOT, __version__
from nplv_dash.domain.own_area import OWN_NAME
from nplv_dash.present.explain import explain
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import DEFAULT, Lang, Text
from nplv_dash.services.versions import without_folders
from nplv_dash.ui import errors, language, look, state, warmup, wiring


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the app. `path` is absolute: a relative one would hang on the folder of the entry file.

    `title` is a key of the locale files; `icon` is for links on a page, such as `st.page_link(..., icon=page.icon)`;
    `choices` are those (see `ui.state`) that say what the page shows: who is led to it for one thing gets no other's.
    `parts` are those of Streamlit's frontend that a browser does well to fetch at once (see `ui.document`).
    """

    id: str
    path: Path
    title: str
    icon: str
    url_path: str
    choices: tuple[str, ...]
    parts: tuple[str, ...]


#: Parts of Streamlit's frontend that the frame itself needs.
_PARTS: Final = ("ButtonGroup", "Html", "Spinner")


def _page(page_id: str, icon: str, *, choices: tuple[str, ...] = (), parts: tuple[str, ...] = ()) -> Page:
    path, title = ROOT / "pages" / f"{page_id}.py", f"frame.pages.{page_id}"
    return Page(page_id, path, title, f":material/{icon}:", page_id, choices, (*_PARTS, *parts))


#: In the order of the menu; the first one opens at `/`.
PAGES: Final = (
    _page("overzicht", "grid_view", parts=("PageLink", "ComponentInstance")),
    _page(
        "kaart",
        "map",
        choices=("niveau", "cijfer", "jaar", "rond", "alleen", "plek", "werk"),
        parts=("ComponentInstance", "Selectbox", "Slider", "Checkbox", "ReadOnlyGrid"),
    ),
    _page("gebied", "location_city", choices=("gebied",), parts=("Selectbox", "ComponentInstance", "PlotlyChart")),
    _page(
        "herverdeling",
        "balance",
        choices=("zoom", "wijk", "blik", "tab", "uitkomst", "doel", "hoogstens", "lager", "doeljaar"),
        parts=("ComponentInstance", "Selectbox", "Slider", "Checkbox", "PlotlyChart"),
    ),
    _page(
        "na_de_financiering",
        "hourglass_bottom",
        choices=("gebied", "vergelijking", "thema", "naast", "deel", "periode"),
        parts=("Selectbox", "Slider", "PlotlyChart"),
    ),
    _page(
        "vergelijken",
        "compare",
        choices=("zoom", "wijk", "verschil", "cel"),
        parts=("ComponentInstance", "Selectbox", "TextInput"),
    ),
    _page("presenteren", "slideshow", choices=("gebied", "herverdeling", "geld"), parts=("PageLink", "Selectbox")),
    _page(
        "werksessie",
        "groups",
        choices=("kamer", "sleutel", "ik", "scherm", "plaats", "wijk", "stap"),
        parts=("TextInput", "Selectbox", "Slider", "ImageList"),
    ),
    # Without choices: what a visitor brought along is in no address.
    _page("eigen_gegevens", "upload_file", parts=("FileUploader", "Selectbox", "ComponentInstance")),
    _page("verantwoording", "fact_check"),
    _page("toegankelijkheid", "accessibility_new"),
)


class Frame(NamedTuple):
    """What the frame hands to a page."""

    text: Text
    numbers: Numbers


_ICON: Final = Path(__file__).with_name("icon.svg")
_active: ContextVar[tuple[str, Frame] | None] = ContextVar("active", default=None)
_SENT_BACK: Final = "_frame_sent_back"


def main() -> None:
    """Run the app: the frame, and in it the page that was asked for."""
    st.set_page_config(page_icon=_ICON, layout="wide", initial_sidebar_state="collapsed")
    st.session_state.pop(_SENT_BACK, None)
    lang = _header()
    frame = Frame(Text(lang), Numbers(lang))
    page = st.navigation(navigation(frame.text), position="top")
    st.set_page_config(page_title=f"{page.title} · {frame.text('frame.app')}")
    if not warmup.is_done():
        # The frame stands already; the first visitor after a start sees why the page takes a moment longer.
        with st.spinner(frame.text("frame.loading")):
            warmup.once(wiring.LOADERS)
    _missing(frame.text)
    # Also on a page that has no use for them: who reloads it, or goes on from there, keeps them.
    state.pick(OWN_NAME, lambda _own: True)
    token = _active.set((page.url_path or PAGES[0].id, frame))
    try:
        with errors.guard():
            page.run()
    finally:
        _active.reset(token)
    _footer(frame.text)
    warmup.page_stands(wiring.LATER)


def ensure_frame(page_id: str) -> Frame:
    """The frame around page `page_id`; the first line of every page.

    Streamlit runs a file of `pages/` bare, with file names for a menu, when its address is the first one opened on a
    fresh server. Registering the pages ends that for the whole process; the rerun then comes through `app.py`, with
    the same page and the same query parameters.
    """
    active = _active.get()
    if active is None:
        if st.session_state.pop(_SENT_BACK, False):
            raise RuntimeError(f"page {page_id!r} was run without its frame: start the app with app.py")
        st.session_state[_SENT_BACK] = True
        st.navigation(navigation(Text(language.current())), position="top")
        st.rerun()
    name, frame = active
    if name != page_id:
        raise RuntimeError(f"page {name!r} calls itself {page_id!r}: write ensure_frame({name!r})")
    return frame


def navigation(t: Text) -> list[StreamlitPage]:
    """The pages as Streamlit knows them, for `st.navigation`, `st.page_link` and `st.switch_page`.

    Without icons: Streamlit makes a page's icon the icon of the browser tab, and fetches that from a foreign host.
    """
    return [st.Page(page.path, title=t(page.title), url_path=page.url_path, default=page is PAGES[0]) for page in PAGES]


def _header() -> Lang:
    with st.container(key="kop", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        title = st.container()
        lang = language.switch()
    language.tell_browser(lang)
    st.html(look.sheet())
    t = Text(lang)
    title.markdown(look.brand(t("frame.app"), t("frame.tagline")), unsafe_allow_html=True)
    return lang


def _missing(t: Text) -> None:
    """Say which parts of the data could not be read; the rest is shown."""
    found = [one for problem in wiring.data_problems() for one in explain(problem, t)]
    # Visitors of a website have no business with the folders of its server; the log has the whole path.
    sentences = [without_folders(str(one)) for one in found]
    if sentences:
        st.warning("\n\n".join((t("frame.incomplete"), *sentences)), icon=":material/warning:")


def _footer(t: Text) -> None:
    fingerprint = wiring.data_fingerprint()
    with st.container(key="voet"):
        st.divider()
        if fingerprint is None:
            st.caption(t("frame.footer.no_data", version=__version__))
        else:
            st.caption(t("frame.footer.data", version=__version__, fingerprint=fingerprint))


def go_to(page_id: str, **choices: str) -> NoReturn:
    """Open another page with these choices; its other choices start anew."""
    for name in _registered(page_id).choices:
        state.forget(name)
    st.session_state.update(choices)
    st.switch_page(_page_of(page_id))


def link(page_id: str, label: str) -> None:
    """Draw a link to another page."""
    st.page_link(_page_of(page_id), label=label, icon=_registered(page_id).icon)


def address(page_id: str, lang: Lang, **choices: str) -> str:
    """The address of a page with these choices, for a link in HTML; relative, so that it holds under any base path.

    Who follows it begins a new session: their own areas go along in it.
    """
    page = _registered(page_id)
    own = st.session_state.get(OWN_NAME)
    query = {**({OWN_NAME: own} if own else {}), **choices}
    if lang != DEFAULT:
        query[language.PARAMETER] = lang
    return ("./" if page is PAGES[0] else f"./{page.url_path}") + (f"?{urlencode(query)}" if query else "")


def _registered(page_id: str) -> Page:
    return next(page for page in PAGES if page.id == page_id)


def _page_of(page_id: str) -> StreamlitPage:
    pages = navigation(Text(language.current()))
    return next(made for made, page in zip(pages, PAGES, strict=True) if page.id == page_id)
