"""The page with the slides: about which area, of which scenarios, a preview, and the files."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any, Final, TypeVar, cast

import streamlit as st

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.futures import FutureScenario
from nplv_dash.domain.records import Area
from nplv_dash.domain.scenario import Changes, Scenario
from nplv_dash.present.explain import explain
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.slide import Deck
from nplv_dash.present.text import Text
from nplv_dash.services import calibration
from nplv_dash.services.links import is_cut, link_of, query_of, scenario_of
from nplv_dash.services.redistribution import FULL
from nplv_dash.services.versions import data_root
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import address, editions, funding, levers, model, own_area_model, state
from nplv_dash.ui.blocks import take_along
from nplv_dash.ui.blocks.afterwards import page
from nplv_dash.ui.blocks.bar import bar
from nplv_dash.ui.frame import link

_log = logging.getLogger(__name__)
C = TypeVar("C", bound=Changes[Any])
#: In the address: the links of both scenarios.
_LINKS: Final[dict[type[Changes[Any]], str]] = {Scenario: "herverdeling", FutureScenario: "geld"}
#: In the session: of what slides were made.
_MADE: Final = "_dias"
#: Kinds of files, with their media types.
_FILES: Final = {
    "html": "text/html",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
#: Pixels of the preview: sixteen by nine on a page of 1,200.
_HEIGHT: Final = 680
#: Slides take one or two megabytes.
_KEPT: Final = 16


def draw(workspace: Workspace, figures: Figures) -> None:
    """Draw the page below its title."""
    t = figures.t
    area = page.choose(workspace, t)
    state.notice(t)
    redistribution, origin = _scenario(Scenario, t)
    futures, whose = _scenario(FutureScenario, t)
    if origin == "default":
        example = model.plea()
        redistribution = example.scenario
        st.markdown(t("presenteren.scenario.example", name=example.said("name", t.lang)))
    else:
        st.markdown(t(f"presenteren.scenario.{origin}"))
    with st.container(horizontal=True):
        link("herverdeling", t("presenteren.scenario.to"))
        link("na_de_financiering", t("presenteren.scenario.futures"))
    passports = (editions.passport(redistribution), editions.passport(futures))
    if origin == "own":
        state.write(_LINKS[Scenario], link_of(passports[0]))
    if whose == "own":
        state.write(_LINKS[FutureScenario], link_of(passports[1]))
    wanted = (area.id if area else "", passports[0].id, passports[1].id)
    if st.button(t("presenteren.make"), icon=":material/slideshow:"):
        st.session_state[_MADE] = wanted
    if st.session_state.get(_MADE) == wanted:
        content = {}
        with bar(t("presenteren.busy")) as tell:
            for i, kind in enumerate(_FILES, 1):
                content[kind] = _attempt(kind, wanted, workspace, area, passports, figures)
                tell(i / len(_FILES))
        _show(content, wanted, t)
    take_along.draw(workspace, area, t, figures.n, (redistribution, futures))


def _show(content: dict[str, bytes | None], wanted: tuple[str, ...], t: Text) -> None:
    """The files, and the preview below them."""
    name = f"nplv_dias_{wanted[0] or 'alle'}_{wanted[1]}"
    with st.container(horizontal=True):
        for kind, mime in _FILES.items():
            made = content[kind]
            if made is not None:
                st.download_button(
                    t(f"presenteren.{kind}"), made, f"{name}.{kind}", mime,
                    icon=":material/download:", on_click="ignore", key=f"dias_{kind}",
                )  # fmt: skip
    for kind, made in content.items():
        if made is None:
            st.error(t("presenteren.failed", what=t(f"presenteren.what.{kind}")), icon=":material/error:")
    st.caption(t("presenteren.keys"))
    if content["html"] is not None:
        # On a phone as high as it is wide asks (frame.css).
        with st.container(key="dias"):
            st.iframe(content["html"].decode(), height=_HEIGHT, alt=t("presenteren.frame"))


def _attempt(
    kind: str,
    wanted: tuple[str, ...],
    workspace: Workspace,
    area: Area | None,
    passports: tuple[Passport, Passport],
    figures: Figures,
) -> bytes | None:
    """A file, or None when it could not be made; the log knows why."""
    try:
        made = dt.datetime.now(dt.UTC).date()
        return _file(kind, wanted, figures.t.lang, address.base(), made, workspace, area, passports, figures)
    except NplvError:
        raise
    except Exception:  # noqa: BLE001  the other file, and the page, stand without it; the page says so
        _log.exception("slides could not be made: %s of %s", kind, wanted)
        return None


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _file(
    kind: str,
    wanted: tuple[str, ...],
    lang: str,
    base: str,
    date: dt.date,
    _workspace: Workspace,
    _area: Area | None,
    _passports: tuple[Passport, Passport],
    _figures: Figures,
) -> bytes:
    slides = _deck(wanted, lang, base, date, _workspace, _area, _passports, _figures)
    if kind == "html":
        from nplv_dash.present.slides import html

        return html(slides)
    from nplv_dash.present.pptx import pptx

    return pptx(slides)


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _deck(
    wanted: tuple[str, ...],  # noqa: ARG001  the key, with the three that follow
    lang: str,  # noqa: ARG001
    base: str,
    date: dt.date,
    _workspace: Workspace,
    _area: Area | None,
    _passports: tuple[Passport, Passport],
    _figures: Figures,
) -> Deck:
    return deck(_workspace, _area, _passports, _figures, date, base)


def deck(
    workspace: Workspace,
    area: Area | None,
    passports: tuple[Passport, Passport],
    figures: Figures,
    date: dt.date,
    base: str,
) -> Deck:
    """The slides of an area, or of all twenty, with the scenarios of two passports.

    Args:
        date: of the day on which they are made.
        base: see `Story`.
    """
    from nplv_dash.services.deck import Story, deck_of

    redistribution, futures = cast("tuple[Scenario, FutureScenario]", tuple(one.scenario for one in passports))
    story = Story(
        area=area,
        redistribution=model.full(redistribution),
        futures=funding.result(futures),
        passports=passports,
        backtest=funding.measured(),
        example=next((one for one in model.examples() if one.scenario == redistribution), None),
        detectable=_detectable(),
        p_spike=float(model.parameters()["p_spike"].default or 0),
        date=date,
        base=base,
        own=own_area_model.side(workspace, area, redistribution, FULL),
    )
    return deck_of(workspace, story, figures)


@st.cache_resource(show_spinner=False)
def _detectable() -> float:
    """The smallest effect that could be measured in the twenty areas, in standard deviations."""
    noise = calibration.kept(data_root()).noise
    return next(one.detectable for one in noise if one.outcome == "lbm_onv" and one.units == "areas")


def _scenario(kind: type[C], t: Text) -> tuple[C, str]:
    """The scenario of the address, else that of the levers in this session, and where it came from."""
    chosen = levers.elsewhere(model.parameters(kind.MODEL), kind)
    given = st.query_params.get(_LINKS[kind])
    if given is not None:
        try:
            parameters = {one.MODEL: model.parameters(one.MODEL) for one in _LINKS}
            found, edition = scenario_of(given, parameters, editions.kept())
        except NplvError as error:
            # What a stranger wrote stands in the sentence, and not as Markdown.
            quoted = {name: state.literal(str(value)) for name, value in error.values.items()}
            strange = NplvError(error.key, state.literal(str(error.where)), **quoted)
            said = " ".join(one.what for one in explain(strange, t))
            st.info(t("presenteren.refused", what=said), icon=":material/info:")
            found, edition = None, None
            state.write(_LINKS[kind], None)
        if isinstance(found, kind):
            changed = edition and editions.changed(
                edition, kind.MODEL, model.parameters(kind.MODEL), t, Numbers(t.lang)
            )
            if changed:
                st.info(changed, icon=":material/history:")
            if is_cut(query_of(given)):
                st.info(t("passport.cut"), icon=":material/link_off:")
            return found, "own" if found == chosen else "link"
    return (kind(), "default") if chosen is None or chosen == kind() else (chosen, "own")
