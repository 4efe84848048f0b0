"""What is believed of the effect, what would turn the conclusion round, and which assumption decides."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.futures import DOMAINS, Domain
from nplv_dash.present import bands, charts
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services import model_rows, pictures
from nplv_dash.services.futures_belief import Held
from nplv_dash.services.futures_doubt import Flip, tornado
from nplv_dash.services.model_rows import TOTAL
from nplv_dash.services.redistribution import three
from nplv_dash.ui import editions, funding
from nplv_dash.ui.blocks import picture_buttons
from nplv_dash.ui.blocks.afterwards.futures_story import margin
from nplv_dash.ui.blocks.afterwards.futures_view import View
from nplv_dash.ui.look import surface

#: Beliefs of the full effect, in the order in which they came about.
HELD = ("prior", "first", "posterior", "null")


def belief(view: View) -> None:
    """The full effect of every domain before and after the krachtwijken, in a table and in sentences."""
    t, n, result = view.t, view.n, view.result
    first, *later = (target.year for target in result.evidence.targets)
    alone, without = (funding.beliefs(result.scenario.seed, *years) for years in ((first,), later))
    st.markdown(t("financiering.belief.lead"))
    safety = result.beliefs["safety"]
    said = {
        "before": safety.prior, "after": safety.posterior, "null": safety.null,
        "alone": alone["safety"].posterior, "without": without["safety"].posterior,
    }  # fmt: skip
    middles = {name: float(held.band.median) for name, held in said.items()}
    values = {name: view.words.deviation(middle) for name, middle in middles.items()}
    values |= {f"{name}_none": n.percent(100 * held.none, 0) for name, held in said.items()}
    way = "financiering.belief.up" if middles["after"] > middles["before"] else "financiering.belief.down"
    lines = [t(way, **values), t("financiering.belief.year", first=first, **values)]
    if middles["without"] < middles["before"] < middles["after"] and said["without"].none > said["before"].none:
        lines.append(t("financiering.belief.hangs", first=first))
    lines += [t("financiering.belief.null_way", **values), margin(view)]
    st.markdown(" ".join(lines))
    weighed, effective = n.integer(result.weighed), n.integer(result.effective)
    st.markdown(t("financiering.belief.twice"))
    st.markdown(t("financiering.belief.weighed", weighed=weighed, left=effective))
    groups = []
    for domain in DOMAINS:
        one = result.beliefs[domain]
        held = {"prior": one.prior, "first": alone[domain].posterior, "posterior": one.posterior, "null": one.null}
        rows = [_held(view, name, held[name], first) for name in (HELD if one.informed else HELD[:1])]
        grade = t(f"parameter.grade.{view.grade(domain, ('B', 'p0'))}")
        groups.append(Group(rows, t("financiering.belief.group", name=t(f"future.outcome.{domain}.name"), grade=grade)))
    head = [t(f"financiering.belief.head.{key}") for key in ("held", "full", "none", "better")]
    st.html(table(t("financiering.belief.caption"), head, groups, numbers={1, 2, 3}))
    st.caption(t("financiering.belief.read"))


def _held(view: View, held: str, one: Held, first: int) -> list[Cell]:
    n = view.n
    return [
        Cell(view.t(f"financiering.belief.held.{held}", first=first)),
        Cell(view.words.deviation_between(three(one.band))),
        Cell(n.percent(100 * one.none, 0)),
        Cell(n.percent(100 * one.better, 0)),
    ]


def drives(view: View) -> None:
    """Where the conclusion turns round, and what each assumption does by itself."""
    t, domain = view.t, view.domain
    if view.theme == TOTAL:
        st.caption(t("financiering.drives.total", theme=view.short(domain)))
    st.subheader(t("financiering.flip.title"))
    st.markdown(_turning(view, domain))
    st.subheader(t("financiering.drives.title"))
    st.markdown(t("financiering.drives.lead", year=view.last, theme=view.short(domain)))
    _tornado(view, domain)


def _turning(view: View, domain: Domain) -> str:
    """The conclusion on a domain, and what would turn it round."""
    t = view.t
    found = [one for one in funding.flips(view.result.scenario) if one.domain == domain]
    measurable = found[0].measurable
    said = [t(f"financiering.flip.{'seen' if measurable else 'hidden'}", theme=view.short(domain), year=view.last)]
    turning = [(one, _written(view, one)) for one in found if one.at is not None]
    if turning:
        conditions = (
            t(f"financiering.flip.{_kind(one)}.{'above' if one.above else 'below'}", at=at, now=now)
            for one, (at, now) in turning
        )
        said.append(t("financiering.flip.if", conditions="\n".join(f"- {one}" for one in conditions)))
    if any(at == now for _, (at, now) in turning):
        said.append(t("financiering.flip.near"))
    stays = [t(f"financiering.flip.kind.{_kind(one)}") for one in found if one.at is None]
    if stays:
        said.append(t("financiering.flip.stays", kinds=" · ".join(stays)))
    return "\n\n".join(said)


def _kind(flip: Flip) -> str:
    """What kind of parameter it is: p0, phi or B."""
    return flip.parameter.partition("_")[0]


def _written(view: View, flip: Flip) -> tuple[str, str]:
    """Where the conclusion turns round, and what is most likely."""
    effect = _kind(flip) == "B"
    at, now = (view.words.deviation(x) if effect else view.n.percent(100 * x, 0) for x in (flip.at or 0.0, flip.now))
    return at, now


def _tornado(view: View, domain: Domain) -> None:
    t, words = view.t, view.words
    chosen = tornado(view.parameters, view.result.scenario)[domain]
    rows = model_rows.assumptions(chosen, view.parameters, words.deviation, t, view.n)
    if not rows:
        st.markdown(t("financiering.drives.nothing"))
        return
    st.plotly_chart(
        bands.tornado(
            [row.swing for row in rows], chosen.centre, ticks=model_rows.assumption_ticks(rows, 2, view.n),
            surface=surface(),
        ),
        theme=None, config=charts.CONFIG, key="tornado_toekomst",
        alt=model_rows.assumptions_alt(rows, model_rows.difference(view.result, domain, t), t),
    )  # fmt: skip
    with st.expander(t("gebied.same_as_table"), icon=":material/table:"):
        head = [t(f"herverdeling.drives.{key}") for key in ("assumption", "low", "high")]
        caption = t("herverdeling.drives.caption")
        cells = [
            [
                Cell(row.swing.label),
                *(Cell(at, sub=value) for at, value in zip(row.outcomes, row.values, strict=True)),
                Cell(t(f"parameter.grade.{row.grade}")),
            ]
            for row in rows
        ]
        st.html(table(caption, [*head, t("financiering.table.grade")], [Group(cells)], numbers={1, 2}))
    passport = editions.passport(view.result.scenario)
    picture_buttons.draw(
        lambda: pictures.funding_drives(view.result, view.parameters, domain, passport, t, view.n),
        f"nplv_toekomst_aannames_{domain}", t, "afbeelding_aannames",
    )  # fmt: skip
