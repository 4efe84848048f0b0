"""How to take away what a page shows: the link, a code for another website, a citation, the CSV, and freezing it.

share.draw(lambda: share.of_scenario(scenario), t, n)
share.draw(lambda: share.of_figures("gebied", {"gebied": area.id}, "gebied.csv", title, datasets), t, n)
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.own_area import OWN_NAME
from nplv_dash.domain.scenario import Changes
from nplv_dash.present import standalone
from nplv_dash.present.citation import Work, apa, bibtex
from nplv_dash.present.explain import explain
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.qr import qr
from nplv_dash.present.text import Lang, Text
from nplv_dash.services import cite, freeze, links
from nplv_dash.services.archive import Frozen
from nplv_dash.services.classings import KINDS
from nplv_dash.services.links import link_of
from nplv_dash.ui import address, editions, frame, own_areas, quoted
from nplv_dash.ui.blocks import folded
from nplv_dash.ui.blocks.bar import bar
from nplv_dash.ui.data import workspace
from nplv_dash.ui.routes.addresses import CLASSING, PARTS, Part

#: First tables to offer of a scenario.
_TABLE: Final = {"herverdeling": "headline", "na_de_financiering": "futures"}
#: Signs of a link that a phone can still read as a code; an area of one's own names all its wijken.
_LONGEST_CODE: Final = 1000
#: The part of a page that is a map.
_MAP: Final = "kaart"


@dataclass(frozen=True, slots=True)
class Window:
    """A map or a chart that can stand on another website.

    Attributes:
        page, part: where it is in `PARTS`.
        query: what its address says, without the language.
        name: which it is, where a part is there more than once.
    """

    page: str
    part: str
    query: Mapping[str, str]
    name: str = ""

    @property
    def id(self) -> str:
        """Which of the windows of a page it is."""
        return "_".join((self.part, self.query.get(CLASSING, ""), self.name)).rstrip("_")

    @property
    def shape(self) -> Part:
        """Its height, and what it hangs on."""
        return PARTS[self.page][self.part]

    def said(self, t: Text) -> str:
        """What it is called."""
        part = t(f"share.part.{self.page}.{self.part}")
        name = t(f"klassen.kind.{self.query[CLASSING]}.name") if CLASSING in self.query else self.name
        return t("share.embed.named", part=part, name=name) if name else part


@dataclass(frozen=True, slots=True)
class Subject:
    """What is shared.

    Attributes:
        page: its address below that of the app.
        query: what the address says, without the language.
        csv: the address of its figures below `/api/v1/`, without what the address says.
        title: what it is called in a citation; of one scenario that is the title of the page.
        datasets: ids of the data that are shown; where a model speaks those of the model.
        passports: of what a model says.
        scenario: that can be frozen.
        others: what can stand on another website, where that is not what the page has in `PARTS`.
    """

    page: str
    query: Mapping[str, str]
    csv: str
    title: str = ""
    datasets: Container[str] = ()
    passports: tuple[Passport, ...] = ()
    scenario: Changes | None = None
    others: tuple[Window, ...] = ()

    @property
    def windows(self) -> tuple[Window, ...]:
        """What can stand on another website; a map once for every way to class it."""
        found = []
        for name, part in PARTS.get(self.page, {}).items():
            query = query_of(self, part)
            found.append(Window(self.page, name, query))
            if CLASSING in part.choices:
                found += [Window(self.page, name, {**query, CLASSING: kind}) for kind in KINDS[1:]]
        return self.others or tuple(found)


def of_figures(page: str, query: Mapping[str, str], csv: str, title: str, datasets: Container[str]) -> Subject:
    """Figures that were measured, as a page shows them."""
    return Subject(page, own_areas.query(query), csv, title, datasets)


def of_scenario(scenario: Changes) -> Subject:
    """A scenario of either model, with the edition of now, and what is chosen to see of it."""
    passport = editions.passport(scenario)
    page, said = _said(passport)
    choices = next(one.choices for one in frame.PAGES if one.url_path == page)
    query = said | {name: st.query_params[name] for name in choices if name in st.query_params}
    return Subject(page, own_areas.query(query), f"{page}/{_TABLE[page]}.csv", passports=(passport,), scenario=scenario)


def of_comparison(query: Mapping[str, str], passports: Mapping[str, Passport], title: str) -> Subject:
    """Scenarios beside each other.

    Args:
        query: the address of the comparison.
        passports: of the scenarios, by what stands over their columns.
    """
    maps = ((name, *_said(passport)) for name, passport in passports.items())
    others = tuple(Window(page, _MAP, said, name) for name, page, said in maps)
    return Subject("vergelijken", query, "vergelijken.csv", title, passports=tuple(passports.values()), others=others)


def _said(passport: Passport) -> tuple[str, dict[str, str]]:
    """The page of a scenario, and what its address says."""
    page, _, said = link_of(passport).partition("?")
    return page, dict(parse_qsl(said))


def draw(found: Callable[[], Subject], t: Text, n: Numbers) -> None:
    """Draw the block, folded.

    Args:
        found: what is shared; called when the block is unfolded, so that it is what the page shows at that moment.
    """
    folded.share(lambda: inside(found(), t, n), t)


def inside(subject: Subject, t: Text, n: Numbers) -> None:
    """Draw what is in the block."""
    names = ["link", "embed", "cite", "figures", *(["freeze"] if subject.scenario is not None else [])]
    tabs = dict(zip(names, st.tabs([t(f"share.tabs.{name}") for name in names]), strict=True))
    # First what is frozen: the code for a website hangs on it.
    frozen = None
    if subject.scenario is not None:
        with tabs["freeze"]:
            frozen = _freeze(subject.scenario, t, n)
    with tabs["link"]:
        _link(subject, t)
    with tabs["embed"]:
        _embed(subject, frozen, t)
    with tabs["cite"]:
        _cite(subject, t, n)
    with tabs["figures"]:
        _figures(subject, t)


def _address(path: str, query: Mapping[str, str], lang: Lang) -> str:
    return links.address(address.root(), f"{path}?{urlencode(query)}" if query else path, lang)


def _page(subject: Subject, t: Text) -> str:
    return _address("" if subject.page == "overzicht" else subject.page, subject.query, t.lang)


def _link(subject: Subject, t: Text) -> None:
    link = _page(subject, t)
    st.markdown(t("share.link.lead"))
    st.code(link, language=None, wrap_lines=True)
    if len(link) > _LONGEST_CODE:
        st.caption(t("own_area.no_code"))
        return
    st.image(qr(link), t("share.link.qr"), width=190, alt=t("share.link.qr_alt", address=link))


def _embed(subject: Subject, frozen: Frozen | None, t: Text) -> None:
    windows = subject.windows
    st.markdown(t("share.embed.lead"))
    chosen = windows[0]
    if len(windows) > 1:
        by_id = {window.id: window for window in windows}
        key = f"insluiten_{subject.page}"
        if st.session_state.get(key) not in by_id:
            # What was chosen is gone, such as a scenario that was taken out of a comparison.
            st.session_state[key] = windows[0].id
        said = {one: window.said(t) for one, window in by_id.items()}
        chosen = by_id[st.selectbox(t("share.embed.choose"), list(by_id), key=key, format_func=said.__getitem__)]
    name = f"{freeze.name_of(chosen.page, chosen.part, chosen.query)}.{t.lang}"
    files = (f"{name}.{ending}" for ending in ("html", "svg"))
    still = next((one for one in files if frozen is not None and one in frozen.files), None)
    if frozen is not None and still:
        shown = f"{address.root()}vast/{frozen.id}/{still}"
    else:
        shown = _address(f"embed/{chosen.page}/{chosen.part}", chosen.query, t.lang)
    title = t("share.embed.title", part=chosen.said(t))
    st.code(standalone.frame(shown, title, chosen.shape.height), language="html", wrap_lines=True)
    if subject.scenario is not None and chosen.shape.scenario:
        st.caption(t("share.embed.still") if still else t("share.embed.live"))
    st.link_button(t("share.embed.see"), shown, icon=":material/open_in_new:")


def query_of(subject: Subject, part: Part) -> dict[str, str]:
    """What of an address a part hangs on: its own choices and, where a model speaks, the levers."""
    choices = next(one.choices for one in frame.PAGES if one.url_path == subject.page)
    found = {
        name: value
        for name, value in subject.query.items()
        if name in part.choices or (part.scenario and name not in choices)
    }
    if part.scenario:
        # A model says nothing of an area of one's own: then it is of all twenty.
        found = {name: value for name, value in found.items() if name != OWN_NAME and not own_areas.is_own(value)}
    return found


def _cite(subject: Subject, t: Text, n: Numbers) -> None:
    work = _work(subject, t)
    st.caption(t("share.cite.apa_label"))
    st.code(apa(work, t, n), language=None, wrap_lines=True)
    st.caption(t("share.cite.bibtex_label"))
    st.code(bibtex(work, t, n), language=None, wrap_lines=True)


def _work(subject: Subject, t: Text) -> Work:
    link, read = _page(subject, t), quoted.today()
    if subject.passports:
        title = subject.title or t(f"frame.pages.{subject.page}")
        return cite.scenarios(workspace(), subject.passports, title, link, read, t)
    words = [subject.page, *(said for name, said in subject.query.items() if name != OWN_NAME)]
    return cite.figures(workspace(), subject.datasets, subject.title, "_".join(words), link, read, t)


def _figures(subject: Subject, t: Text) -> None:
    st.markdown(t("share.figures.lead"))
    st.code(_address(f"api/v1/{subject.csv}", subject.query, t.lang), language=None, wrap_lines=True)
    st.link_button(t("share.figures.all"), _address("api/v1/", {}, t.lang), icon=":material/list:")


def _freeze(scenario: Changes, t: Text, n: Numbers) -> Frozen | None:
    """The button, or the address of what was frozen."""
    archive, passport = quoted.archive(), editions.passport(scenario)
    st.markdown(t("share.freeze.lead"))
    st.caption(t("share.freeze.public"))
    try:
        frozen = archive.find(passport.id) if archive.has(passport.id) else None
        if frozen is None and st.button(
            t("share.freeze.button"), icon=":material/ac_unit:", key=f"leg_vast_{scenario.MODEL}"
        ):
            with quoted.allowance().use(address.visitor()), bar(t("share.freeze.busy")) as tell:
                made, files = quoted.frozen_files(scenario, tell)
                frozen = archive.keep(made, files, quoted.today())
    except NplvError as error:
        sentences = [f"{one.what} {one.remedy}" for one in explain(error, t)]
        st.error("\n\n".join((t("share.freeze.failed"), *sentences)), icon=":material/error:")
        return None
    if frozen is not None:
        st.success(t("share.freeze.done", date=n.date(frozen.day)), icon=":material/check:")
        st.code(_address(f"vast/{frozen.id}", {}, t.lang), language=None, wrap_lines=True)
    return frozen
