"""The page, piece by piece: a quick answer first; then it sharpens by itself.

Two fragments. A lever reruns the one that holds the levers, the map and what it comes down to. All that stands behind
that waits, dimmed, until the answer that stands has been computed, beside this page: then the page is drawn anew.
"""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.scenario import Example, Scenario
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.calibration import kept
from nplv_dash.services.redistribution import FULL
from nplv_dash.services.sentences import redistributed
from nplv_dash.services.versions import data_root
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import editions, levers, model, own_areas, state
from nplv_dash.ui.blocks import own, quote
from nplv_dash.ui.blocks.scenario import story, tabs, where
from nplv_dash.ui.blocks.scenario.view import View
from nplv_dash.ui.data import workspace

#: The three that a visitor meets first; all others stand behind "more", in groups.
FIRST = ("share_redirected", "reach", "workers")
MORE = {
    "receivers": ("receiver_max_share", "receiver_min_lbm", "spare_pressed", "ceiling"),
    "carrying": ("compliance", "start_year", "horizon"),
    "response": ("response", "feedback", "stigma"),
}
#: In the list of examples: none of them.
_OWN = "own"
#: In the session: the scenario of what stands behind the answer; and the name of its place on the page.
_BEHIND, _BEHIND_KEY = "_behind", "achtergrond"


def draw(t: Text, n: Numbers) -> None:
    """Draw the page in one language."""
    levers.read(model.parameters(), Scenario)
    scenario = levers.current(model.parameters(), Scenario)
    notices = st.container()
    st.session_state[_BEHIND] = scenario
    _answer(t, n)
    with st.container(key=_BEHIND_KEY):
        _behind(t, n)
    # What is said once would go with the page that is replaced by a sharper one.
    if model.settled(scenario):
        with notices:
            levers.notice(scenario, t, n)
            state.notice(t)


@st.fragment
def _answer(t: Text, n: Numbers) -> None:
    """The levers, and the answer to them: the sentence, both sides, the map."""
    with model.in_order():
        _draw_answer(t, n)


def _draw_answer(t: Text, n: Numbers) -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        scenario = _choose(t, n)
    view = view_of(scenario, t, n, own_areas.workspace(t))
    settled = model.settled(scenario)
    with right:
        said = st.container()
        # The map goes first: the browser paints it while the rest is made.
        with st.container():
            where.draw(view)
        with said:
            story.headline(view)
            sharp = view.result.count >= FULL
            key = "settled" if sharp else "unsharp" if settled else "working"
            st.caption(t(f"herverdeling.{key}", count=n.integer(view.result.count)))
            story.sides(view)
            quote.draw(
                "zinnen_herverdeling", lambda: redistributed(view.result, view.words), t,
                editions.line(editions.passport(scenario), t, n),
            )  # fmt: skip
    behind = st.session_state[_BEHIND] != scenario
    if behind:
        st.html(f"<style>.st-key-{_BEHIND_KEY} {{ opacity: 0.35; pointer-events: none; }}</style>")
    model.sharpen(scenario)
    if behind or not settled:
        st.fragment(_follow, run_every=model.look_again())(scenario)


def _follow(scenario: Scenario) -> None:
    """Draw the page anew once no sharper answer is to come; who asks for one is still there."""
    model.sharpen(scenario)
    if model.settled(scenario):
        st.rerun()


@st.fragment
def _behind(t: Text, n: Numbers) -> None:
    """What stands behind the answer."""
    view = view_of(levers.current(model.parameters(), Scenario), t, n, own_areas.workspace(t))
    first, second = st.columns(2)
    with first:
        story.objection(view)
    with second:
        story.chances(view)
    tabs.draw(view)
    _about(view)


def view_of(scenario: Scenario, t: Text, n: Numbers, known: Workspace | None = None) -> View:
    """The sharpest answer at hand to a scenario, as every piece of a page takes it.

    Args:
        known: the data with a visitor's own areas; without it there are none.
    """
    return View(known or workspace(), model.country(), model.parameters(), model.best(scenario), _detectable(), t, n)


def _choose(t: Text, n: Numbers) -> Scenario:
    """The levers, and what they come to."""
    parameters = model.parameters()
    examples = {str(example.scenario.name): example for example in model.examples()}
    now = levers.current(parameters, Scenario)
    chosen = next((name for name, example in examples.items() if example.scenario == now), _OWN)
    if st.session_state.get("voorbeeld") != chosen:
        st.session_state["voorbeeld"] = chosen
    # Nobody can choose their own choice; it is there for whoever has made one.
    offered = [*examples, _OWN] if chosen == _OWN else [*examples]
    st.selectbox(
        t("herverdeling.example.label"), offered, key="voorbeeld", on_change=_take, args=(examples,),
        format_func=lambda name: t("herverdeling.example.own") if name == _OWN else examples[name].said("name", t.lang),
    )  # fmt: skip
    if chosen != _OWN:
        example = examples[chosen]
        st.caption(example.said("text", t.lang))
    levers.draw(parameters, FIRST, t, n)
    more = st.expander(t("herverdeling.more"), icon=":material/tune:", key="meer", on_change="rerun")
    if more.open:
        with more:
            for group, names in MORE.items():
                st.markdown(f"**{t(f'herverdeling.group.{group}')}**")
                levers.draw(parameters, names, t, n)
    if now != Scenario():
        st.button(
            t("herverdeling.reset"), icon=":material/restart_alt:", on_click=levers.put, args=(parameters, Scenario())
        )
    return levers.current(parameters, Scenario)


def _take(examples: dict[str, Example]) -> None:
    example = examples.get(st.session_state["voorbeeld"])
    if example:
        levers.put(model.parameters(), example.scenario)


@st.cache_resource(show_spinner=False)
def _detectable() -> float:
    """The smallest effect that could be measured in the twenty areas, in standard deviations."""
    return next(
        noise.detectable for noise in kept(data_root()).noise if noise.outcome == "lbm_onv" and noise.units == "areas"
    )


def _about(view: View) -> None:
    """What to know, and how to keep and share the scenario and its outcome."""
    t, scenario = view.t, view.result.scenario
    first, second = st.columns(2, gap="large")
    with first:
        st.header(t("herverdeling.warnings.title"))
        keys = ("model", "vulnerable", "start", "baseline", "trend", "money", "movers", "region")
        st.markdown("\n".join(f"- {t(f'herverdeling.warnings.line.{key}')}" for key in keys))
    with second:
        own.draw(scenario, t, view.n)
