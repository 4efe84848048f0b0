"""What the futures come down to: the sentence, what each differs from what was decided, and both beliefs."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.futures import CONTINUED, FutureId
from nplv_dash.present.outcomes import size_of
from nplv_dash.services.futures_figures import Comparison, Result
from nplv_dash.services.model_rows import TOTAL
from nplv_dash.services.redistribution import three
from nplv_dash.ui import levers as widgets
from nplv_dash.ui.blocks.afterwards.futures_view import View

#: The futures that the sentence names, beside the reference.
TOLD: tuple[FutureId, ...] = (CONTINUED, "own", "stop_2025")


def headline(view: View) -> None:
    """The outcome in a sentence, the figures below it, and what else one may believe."""
    t = view.t
    key = size(view.continued) if view.differs(CONTINUED) else "nothing"
    st.markdown(f"**{t(f'financiering.headline.{key}', theme=view.short(view.theme))}**")
    st.markdown(t("financiering.headline.compared", year=view.last, theme=view.short(view.theme)))
    st.markdown("\n".join(f"- {_line(view, future)}" for future in TOLD))
    if view.theme == TOTAL:
        st.markdown(_distance(view))
    st.markdown(" ".join(_beliefs(view)))
    grade = view.weakest(one.id for one in view.parameters.uncertainties)
    st.markdown(f"{widgets.grade_badge(grade, t)} {t('financiering.headline.evidence')}")
    st.caption(" ".join(_notes(view)))


def _distance(view: View) -> str:
    """How far from the Netherlands was measured, to hold the figures against."""
    last, area = view.gaps[-1], view.area.name if view.area else ""
    key = f"{'area' if area else 'all'}_{'below' if last.areas < 0 else 'above'}"
    return view.t(f"financiering.beside.{key}", year=last.year, area=area, gap=view.n.decimal(abs(last.areas), 1))


def size(one: Comparison) -> str:
    """Whether a difference could be measured at the end: hidden, perhaps or seen."""
    chance = one.better + one.worse
    return size_of(chance)


def measurable(view: View, one: Comparison, null: Comparison | None = None) -> str:
    """The same as a sentence; with `null`, what the other belief gives stands beside it where that is uncertain."""
    key = size(one)
    chances = [view.n.percent(100 * (held.better + held.worse), 0) for held in (one, null or one)]
    if null and key == "perhaps":
        key = "both"
    return view.t(f"financiering.size.{key}", chance=chances[0], chance_null=chances[1])


def _line(view: View, future: FutureId) -> str:
    t, words, name = view.t, view.words, view.name(future)
    if not view.differs(future):
        return t("financiering.headline.equal", name=name)
    change = words.deviation_between(view.change(future, view.last))
    null = view.null.outlooks[view.theme].compared[future] if future == CONTINUED and _informed(view) else None
    size_said = measurable(view, view.outlook.compared[future], null)
    said = [t("financiering.headline.line", name=name, change=change), size_said]
    if future == "stop_2025":
        medians = abs(view.outlook.compared[future].band.median)
        year = view.result.years[int(medians.argmax())]
        if year != view.last:
            most = words.deviation_between(view.change(future, year))
            said.append(t("financiering.headline.peak", year=year, change=most))
    return " ".join(said)


def _beliefs(view: View) -> list[str]:
    """What the krachtwijken say of this, with our measurement and with that of SCP."""
    t, n, theme = view.t, view.n, view.short(view.theme)
    none = n.percent(100 * _nothing(view, "posterior"), 0)
    if not _informed(view):
        return [t("financiering.belief.silent", theme=theme), t("financiering.belief.none", none=none, theme=theme)]
    first, tab = view.result.evidence.targets[0].year, t("financiering.tabs.belief")
    said = [t("financiering.belief.ours", first=first, tab=tab)]
    if view.differs(CONTINUED):
        said.append(
            t(
                "financiering.belief.scp",
                name=view.name(CONTINUED),
                change=view.words.deviation_between(_at_end(view.null, view)),
                size=measurable(view, view.null.outlooks[view.theme].compared[CONTINUED]),
            )
        )
    none_null = n.percent(100 * _nothing(view, "null"), 0)
    said.append(t("financiering.belief.none_both", none=none, none_null=none_null, theme=theme))
    said.append(margin(view))
    return said


def margin(view: View) -> str:
    """Whose the margin of SCP's figure is."""
    (null,) = view.result.evidence.null
    return view.t("financiering.belief.margin", margin=view.n.decimal(null.se_sd, 2))


def _at_end(result: Result, view: View) -> tuple[float, float, float]:
    return three(result.outlooks[view.theme].compared[CONTINUED].band, -1)


def _informed(view: View) -> bool:
    """Whether the krachtwijken have anything to say of the chosen outcome."""
    return view.theme == TOTAL or view.result.beliefs[view.domain].informed


def _nothing(view: View, held: str) -> float:
    """Chance of no effect at all. One draw decides for all domains, so the total has none where no part has any."""
    beliefs = view.result.beliefs
    domains = [one for one in beliefs if one == view.theme or (view.theme == TOTAL and beliefs[one].informed)]
    return float(min(getattr(beliefs[domain], held).none for domain in domains))


def _notes(view: View) -> list[str]:
    """What the figures are."""
    t, n = view.t, view.n
    said = [
        t("financiering.unit", detectable=n.decimal(view.outlook.detectable, 2)),
        t("financiering.draws", count=n.integer(view.result.count)),
    ]
    if view.area:
        said.append(t("financiering.same", area=view.area.name))
    return said
