"""What a scenario comes down to: the sentence, both sides, the country as a whole, the strongest objection."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.parameters import GRADES
from nplv_dash.present.html import facts
from nplv_dash.present.levers import written
from nplv_dash.present.outcomes import size_of
from nplv_dash.services import headline as told
from nplv_dash.services.redistribution import Ledger, Side, three
from nplv_dash.ui import levers as widgets
from nplv_dash.ui import state
from nplv_dash.ui.blocks.scenario.view import View

#: How far liveability of the receivers may fall before a visitor calls it harm, in standard deviations.
_HARMS = ("0.01", "0.02", "0.05", "0.1")
#: Which part of the households placed may be off before the page says that the account is.
_MUCH_CLIPPED = 0.001
#: From which shares on something is the strongest objection.
_MUCH_UNPLACED, _MUCH_RECEIVED, _MUCH_CARRIED = 0.1, 2.0, 0.75


def headline(view: View) -> None:
    """The outcome in a few sentences, and what it means for the country as a whole."""
    result, t = view.result, view.t
    st.markdown(told.headline(result, view.words))
    if not result.changes_anything:
        return
    law = result.law
    if law.priority > law.priority_limit:
        asked, limit = view.n.percent(law.priority, 0), view.n.percent(law.priority_limit, 0)
        st.warning(t("herverdeling.ledger.law_priority_over", asked=asked, limit=limit), icon=":material/gavel:")
    take_up = view.parameters["d_W"]
    if take_up.high is not None and result.levers.workers > take_up.high:
        low, high = (view.n.percent(100 * float(x or 0), 0) for x in (take_up.low, take_up.high))
        asked = view.n.percent(100 * result.levers.workers, 0)
        st.caption(t("herverdeling.headline.take_up", asked=asked, low=low, high=high))
    ledger = result.ledger
    if ledger.clipped > _MUCH_CLIPPED * ledger.means["placed"]:
        clipped = view.words.homes(ledger.clipped)
        st.warning(t("herverdeling.headline.clipped", clipped=clipped), icon=":material/warning:")
    st.markdown(_effect(view))
    st.info(told.whole(result, view.words), icon=":material/balance:")
    st.markdown(f"{chain(view)} {t('herverdeling.headline.evidence')}")


def chain(view: View) -> str:
    """The grade of an outcome: that of the weakest of the assumptions it hangs on."""
    used = view.parameters.uncertainties
    return widgets.badge(max(used, key=lambda row: GRADES.index(row.grade)), view.t)


def _effect(view: View) -> str:
    effect = three(view.result.areas.effect, -1)
    seen = view.result.probability(view.result.areas, view.detectable)
    size = size_of(seen)
    return view.t(
        "herverdeling.headline.effect",
        effect=view.words.deviation_between(effect),
        size=view.t(
            f"herverdeling.headline.size.{size}",
            detectable=view.n.decimal(view.detectable, 2),
            chance=view.n.percent(100 * seen, 0),
        ),
    )


def sides(view: View) -> None:
    """The areas and the receivers, always next to each other."""
    for column, key, side in zip(
        st.columns(2), ("areas", "receivers"), (view.result.areas, view.result.receivers), strict=True
    ):
        with column.container(border=True, height="stretch"):
            st.header(view.t(f"herverdeling.sides.{key}"))
            st.markdown(chain(view))
            if side.wijken:
                st.html(_facts(view, side))
            else:
                st.markdown(view.t("herverdeling.sides.none"))
    if view.result.changes_anything:
        st.caption(view.t("herverdeling.sides.why_less"))


def _facts(view: View, side: Side) -> str:
    t, words = view.t, view.words
    change = three(side.change, -1)
    share = t(
        "herverdeling.sides.share_value",
        start=words.percent(side.start),
        after=words.percent(side.start + change[1]),
    )
    size = t("herverdeling.sides.size", wijken=view.n.integer(side.wijken), homes=view.n.integer(round(side.homes, -2)))
    effect = words.deviation_between(three(side.effect, -1))
    return f"<p>{size}</p>" + facts(
        [
            (t("herverdeling.sides.share"), f"{share}: {words.points_between(change)}"),
            (t("herverdeling.sides.low_income"), words.points_between(three(side.change_low_income, -1))),
            (t("herverdeling.sides.effect"), t("herverdeling.sides.effect_value", value=effect)),
        ]
    )


def objection(view: View) -> None:
    """The strongest objection to this scenario, beside it."""
    t = view.t
    with st.container(border=True, height="stretch"):
        st.header(t("herverdeling.objection.title"))
        st.markdown(chain(view))
        for name in _objections(view)[:2]:
            st.markdown(t(f"herverdeling.objection.{name}", **_figures(view)))
        st.caption(t("herverdeling.rights"))


def _objections(view: View) -> list[str]:
    """What can be said against this scenario, the gravest first."""
    result = view.result
    levers = result.levers
    reasons = (
        ("nothing", not result.changes_anything),
        ("stigma", levers.stigma),
        ("room", _unplaced(result.ledger) > _MUCH_UNPLACED),
        ("receivers", float(result.receivers.change.median[-1]) > _MUCH_RECEIVED),
        ("carrying", levers.compliance is not None and levers.compliance > _MUCH_CARRIED),
        ("causal", levers.share_redirected > 0),
        ("workers", levers.workers > 0),
    )
    return [name for name, holds in reasons if holds]


def _figures(view: View) -> dict[str, str]:
    """What the objections name."""
    result, words = view.result, view.words
    ledger = result.ledger
    lever = view.parameters["compliance"]
    return {
        "share": view.n.percent(100 * _unplaced(ledger), 0),
        "change": words.points_between(three(result.receivers.change, -1)),
        "longer": words.homes(float(ledger.longer.median)),
        "compliance": written(lever, result.levers.compliance, view.t, view.n),
    }


def _unplaced(ledger: Ledger) -> float:
    """Which part of those who would be housed elsewhere finds no home there. Of means: medians need not add up."""
    carried = ledger.means["wanted"] - ledger.means["not_carried_out"]
    return ledger.means["no_room"] / carried if carried > 0 else 0.0


def chances(view: View) -> None:
    """Probability of a gain, of one that could be measured, and of harm to the receivers above a chosen threshold."""
    t, n, result = view.t, view.n, view.result
    with st.container(border=True, height="stretch"):
        st.header(t("herverdeling.chance.title"))
        st.markdown(chain(view))

        def percent(share: float) -> str:
            return n.percent(100 * share, 0)

        st.markdown(
            t(
                "herverdeling.chance.better",
                chance=percent(result.probability(result.areas, 0.0)),
                seen=percent(result.probability(result.areas, view.detectable)),
                detectable=n.decimal(view.detectable, 2),
            )
        )
        threshold = float(
            state.choose(
                "schade", _HARMS, _HARMS[1], st.select_slider, t("herverdeling.chance.threshold"),
                format_func=lambda x: n.decimal(float(x), 2),
            )
        )  # fmt: skip
        st.markdown(
            t(
                "herverdeling.chance.harm",
                threshold=n.decimal(threshold, 2),
                chance=percent(result.probability(result.receivers, -threshold)),
            )
        )
        spike = view.parameters["p_spike"].default
        st.caption(t("herverdeling.chance.note", spike=percent(float(spike or 0))))
