"""The outcomes side by side, their differences in figures and in sentences, and which levers differ."""

from __future__ import annotations

from typing import Final

import streamlit as st

from nplv_dash.present.html import Cell, Group, heading, table
from nplv_dash.present.levers import written
from nplv_dash.services.compare import LETTERS, Difference, cautions, differing
from nplv_dash.services.redistribution import three
from nplv_dash.services.report import Headline, headlines
from nplv_dash.ui import tabs
from nplv_dash.ui.blocks.compare.view import View

#: Outcomes under a heading, in the order in which a reader needs them: both sides always.
GROUPS: Final = {
    "areas": ("areas_start", "areas_change", "areas_change_low_income", "areas_effect"),
    "receivers": ("receivers_start", "receivers_change", "receivers_change_low_income", "receivers_effect"),
    "homes": ("wanted", "not_carried_out", "no_room", "placed", "workers", "longer", "lettings_above_income_limit"),
    "country": ("national_effect", "dissimilarity_after", "above_limit_after"),
}


def levers(view: View) -> None:
    """The levers that are not the same in all."""
    t, n = view.t, view.n
    differ = differing(view.parameters, view.results)
    rows = []
    for name, values in differ.items():
        lever = view.parameters[name]
        rows.append([Cell(t(f"{lever.label}.label")), *(Cell(written(lever, value, t, n)) for value in values)])
    st.html(
        table(t("vergelijken.levers.caption"), [t("vergelijken.levers.lever"), *view.heads], [Group(rows)], numbers=())
    )
    same = len(view.parameters.levers) - len(differ)
    st.caption(t("vergelijken.levers.same", count=n.integer(same)))


def outcomes(view: View) -> None:
    """A row per outcome, a column per scenario, with bands."""
    t = view.t
    found = [{one.name: one for one in headlines(result)} for result in view.results]
    groups = []
    for group, names in GROUPS.items():
        rows = [
            [_label(view, name, found[0][name].unit), *(_figure(view, one[name]) for one in found)] for name in names
        ]
        if group == "receivers":
            wijken = (Cell(view.n.integer(result.receivers.wijken)) for result in view.results)
            rows.insert(0, [Cell(t("vergelijken.row.receivers_wijken")), *wijken])
        groups.append(Group(rows, t(f"vergelijken.group.{group}")))
    head = [t("vergelijken.outcome"), *view.heads]
    st.html(table(t("vergelijken.outcomes.caption"), head, groups, numbers=range(1, len(head))))
    for caution in cautions(view.results):
        st.caption(f":material/info: {t(f'vergelijken.caution.{caution}')}")


def _label(view: View, name: str, unit: str) -> Cell:
    return Cell(view.t(f"vergelijken.row.{name}"), sub=view.t(f"vergelijken.unit.{unit}"))


def _figure(view: View, headline: Headline) -> Cell:
    """The median over its band; a figure that has no band stands alone."""
    if headline.band is None:
        return Cell(view.words.value(headline.unit, (headline.value,) * 3))
    found = three(headline.band)
    return Cell(view.words.value(headline.unit, found), sub=view.words.bounds(headline.unit, found))


def differences(view: View) -> None:
    """Every other scenario against the first: a tab for each, with a sentence and a row per outcome."""
    labels = {
        letter.lower(): view.t("vergelijken.differences.tab", other=letter, first=LETTERS[0])
        for letter in view.letters[1:]
    }
    tabs.draw("verschil", "verschillen", labels, lambda key: _differences(view, LETTERS.index(key.upper())))


def _differences(view: View, position: int) -> None:
    t, found = view.t, view.differences[position - 1]
    st.html(heading(t("vergelijken.differences.than", other=view.heads[position], first=view.heads[0])))
    # Side by side in pairs: on a phone the areas and the receivers then still follow each other.
    places = (*st.columns(2, gap="large"), *st.columns(2, gap="large"))
    for column, group in zip(places, GROUPS, strict=True):
        with column:
            st.markdown(f"**{t(f'vergelijken.group.{group}')}**")
            lines = [sentence(view, found[name], position) for name in GROUPS[group] if name in found]
            st.markdown("\n".join(f"- {line}" for line in lines) or t("vergelijken.differences.none"))
    spike = float(view.parameters["p_spike"].default or 0)
    st.caption(t("vergelijken.differences.causal", spike=view.n.percent(100 * spike, 0)))
    with st.expander(t("herverdeling.time.table"), icon=":material/table:"):
        groups = [
            Group([_row(view, found[name]) for name in names if name in found], t(f"vergelijken.group.{group}"))
            for group, names in GROUPS.items()
            if any(name in found for name in names)
        ]
        head = [
            t("vergelijken.outcome"),
            t("vergelijken.differences.apart"),
            t("vergelijken.differences.band"),
            t("vergelijken.differences.draws"),
        ]
        caption = t("vergelijken.differences.caption", other=LETTERS[position], first=LETTERS[0])
        st.html(table(caption, head, groups, numbers={1, 2}))


def sentence(view: View, difference: Difference, position: int) -> str:
    """A difference from the first scenario as a sentence."""
    return view.words.sentence(
        difference.name, difference.unit, three(difference.band), difference.verdict, _draws(view, difference),
        (LETTERS[position], LETTERS[0]),
    )  # fmt: skip


def _row(view: View, difference: Difference) -> list[Cell]:
    found, unit = three(difference.band), difference.unit
    return [
        Cell(view.t(f"vergelijken.row.{difference.name}"), sub=view.t(f"vergelijken.apart.{unit}")),
        Cell(view.words.apart(unit, found)),
        Cell(view.words.apart_bounds(unit, found)),
        Cell(_draws(view, difference)),
    ]


def _draws(view: View, difference: Difference) -> str:
    return view.words.draws(difference.lower, difference.same, difference.higher)
