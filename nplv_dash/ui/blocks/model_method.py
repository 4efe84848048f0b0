"""How the model of redistribution works, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import streamlit as st

from nplv_dash.domain.calibration import Calibration, Noise, Slope
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import GROUPS, MODELS, Parameter, Value
from nplv_dash.domain.sensitivity import OutcomeVariance, Sensitivity
from nplv_dash.model.kernel import MOST_OF_VACANCIES
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.levers import written
from nplv_dash.services import calibration as calibrations
from nplv_dash.services import sensitivity as sensitivities
from nplv_dash.services.redistribution import FULL
from nplv_dash.services.versions import data_root
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import model

_COMMAND = "python -m nplv_dash sensitivity"
#: The outcome of the model, and the measurements of the noise that are shown first.
_OUTCOME, _UNITS = "lbm_onv", "areas"
#: A smaller part of the variance is not shown.
_PART = 0.01
#: Decimals of an outcome of the model: percentage points, standard deviations.
_DIGITS = {"change": 2, "effect": 3}
#: The formulas in their order, line by line: short enough for a phone. One holds a figure.
_FORMULAS = {
    "start": (r"V_0 &= P\,\frac{kS}{kS+H-S}", r"V_0 &\ge \max(0,\ P-(H-S))", r"V_0 &\le \min(P,\ S)"),
    "exits": (r"v &= V_0/S", r"e_N &= \frac{m}{r_V v+1-v}", r"e_V &= r_V\, e_N", r"e_W &= \min(r_W\, e_N,\ \tfrac12)"),
    "vacancies": (r"M &= e_V V+e_W W", r"&\quad+e_N\,e^{\kappa (V-V_0)/S}\,N"),
    "inflow": (
        r"\ell &= \min(a\,v/\bar v,\ {most})",
        r"I^0 &= \ell\,M^0",
        r"I^1 &= \ell\,M^1\,\frac{\sum I^0}{\sum \ell\,M^1}",
    ),
    "policy": (
        r"A &= g\,s\,I",
        r"C &= \max(0,\ \min(c,u)\,M-I)",
        r"U &= A\,\min(1,\ \textstyle\sum C/\sum A)",
        r"R &= C\,\min(1,\ \textstyle\sum A/\sum C)",
    ),
    "workers": (r"J &= \min(q,\ d)\,M",),
    "stock": (
        r"V' &= V-e_V V-\tau V",
        r"&\quad+I-U+R+G",
        r"G &= (e_V+\tau)V_0-\ell\,m\,S",
        r"W' &= W-e_W W+J",
        r"N' &= S-V'-W'",
    ),
    "composition": (r"x &= \frac{P-V_0+V'-\omega W'}{H}",),
    "effect": (r"D &= -100\,b\,\rho\,(f(x^1)-f(x^0))", r"E' &= E+\alpha\,(D-E)"),
    "forms": (
        r"f(x) &= x",
        r"f(x) &= x+\eta w\ln(1+e^{(x-x_0)/w})",
        r"f(x) &= \frac{4z}{1+e^{-(x-x_0-2z)/z}}",
        r"f(x) &= h_1 \min(x,\ y_1)+h_2\, j",
        r"&\quad+h_3 \max(x-y_2,\ 0)",
        r"j &= \min(\max(x,\ y_1),\ y_2)-y_1",
    ),
}
_NOTES = ("inflow", "stock", "effect")
#: The letters of the formulas: those with a text of their own, and those of parameters.
_STATES = {"H": "H", "S": "S", "P": "P", "V": "V", "W": "W", "N": "N", "v": "v", "v̄": "v_mean"}
_LETTERS = {
    "k": ("k_conc",), "m": ("m_soc_city", "m_soc_nat"), "r_V": ("rV",), "r_W": ("rW",), "κ": ("kappa",), "a": ("a_V",),
    "s": ("share_redirected",), "g": ("compliance",), "c": ("ceiling",), "u": ("u_fit",), "q": ("workers",),
    "d": ("d_W",), "τ": ("tau",), "ω": ("omega",), "b": ("b_assoc",), "ρ": ("rho_slab", "p_spike"), "α": ("alpha",),
    "η": ("eta",), "x₀": ("x0",), "w": ("kink_width",), "z": ("logistic_width",),
    "y₁": ("bend_first",), "y₂": ("bend_second",), "h₁": ("slope_few",), "h₂": ("slope_some",), "h₃": ("slope_many",),
}  # fmt: skip


@st.cache_resource(show_spinner=False)
def _calibration() -> Calibration:
    return calibrations.kept(data_root())


@st.cache_resource(show_spinner=False)
def _sensitivity(fingerprint: str) -> Sensitivity:  # noqa: ARG001  the key: other data, another file
    return sensitivities.kept(data_root())


@st.cache_resource(show_spinner=False)
def _fresh(fingerprint: str, _workspace: Workspace) -> bool:
    """Whether the parts of the variance were made with what the app has now."""
    try:
        sensitivities.check_origin(_workspace, _sensitivity(fingerprint))
    except NplvError:
        return False
    return True


def _number(parameter: str) -> float:
    """The value of a parameter that has one."""
    return float(model.parameters()[parameter].default or 0)


def words(figures: Figures) -> None:
    """The model in words and in formulas."""
    t, n = figures.t, figures.n
    st.markdown(t("verantwoording.model.words", spike=n.percent(100 * _number("p_spike"), 0), draws=n.integer(FULL)))
    with st.expander(t("verantwoording.model.formulas")):
        st.markdown(t("verantwoording.model.formulas_lead"))
        most = _plain(figures, MOST_OF_VACANCIES).replace(",", "{,}")
        for step, lines in _FORMULAS.items():
            st.markdown(f"**{t(f'verantwoording.model.step.{step}')}**")
            st.latex(aligned(lines).replace("{most}", most))
            if step in _NOTES:
                st.caption(t(f"verantwoording.model.{step}_note"))
        rows = [[Cell(sign), Cell(t(f"verantwoording.model.symbols.{key}"))] for sign, key in _STATES.items()]
        for sign, ids in _LETTERS.items():
            labels = [t(f"{model.parameters()[one].label}.label") for one in ids]
            rows.append([Cell(sign), Cell("; ".join(labels))])
        head = [t(f"verantwoording.model.symbols.{key}") for key in ("symbol", "meaning")]
        st.html(table(t("verantwoording.model.symbols.title"), head, [Group(rows)], numbers=()))


def aligned(lines: Iterable[str]) -> str:
    """Lines of a formula below each other, with their equals signs in one column."""
    return r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"


def parameters(figures: Figures) -> None:
    """Every parameter, in groups."""
    t = figures.t
    st.markdown(t("verantwoording.model.parameters.lead"))
    st.markdown(
        "\n".join(
            f"- **{t(f'parameter.grade.{grade}')}**: {t(f'parameter.grade_help.{grade}')}"
            for grade in ("strong", "medium", "weak", "assumption")
        )
    )
    head = [t(f"verantwoording.model.parameters.head.{key}") for key in ("name", "value", "source")]
    for one in MODELS:
        st.markdown(f"**{t(f'verantwoording.model.parameters.of.{one}')}**")
        for group in GROUPS:
            members = model.parameters(one).of(group)
            title = t(f"verantwoording.model.parameters.group.{group}", count=len(members))
            with st.expander(title):
                rows = [_parameter(member, figures) for member in members]
                st.html(table(title, head, [Group(rows)], numbers=()))


def _parameter(parameter: Parameter, figures: Figures) -> list[Cell]:
    t = figures.t
    note = parameter.said("note", t.lang)
    unit = "" if parameter.unit in {"none", "year"} else t(f"{parameter.label}.unit")
    spread = _spread(parameter, figures)
    said = []
    if parameter.source:
        said.append(t(f"parameter.verified.{'read' if parameter.verified else 'judged'}"))
    if parameter.impact:
        impact = t(f"parameter.impact.{parameter.impact}")
        said.append(t("verantwoording.model.parameters.impact", impact=impact))
    evidence = t(
        "verantwoording.model.parameters.evidence",
        grade=t(f"parameter.grade.{parameter.grade}"),
        source=parameter.source or t("verantwoording.model.parameters.no_source"),
    )
    # Three columns, so that a phone shows them all.
    return [
        Cell(t(f"{parameter.label}.label"), sub=t(f"{parameter.label}.help")),
        Cell(_value(parameter, parameter.default, figures), sub="; ".join(filter(None, (unit, spread)))),
        Cell(evidence, sub=". ".join(filter(None, ("; ".join(said).capitalize(), note))), href=parameter.url),
    ]


def _spread(parameter: Parameter, figures: Figures) -> str:
    """Between what the value lies, and how it is drawn."""
    t = figures.t
    if parameter.choices:
        choices = ", ".join(t(f"{parameter.label}.choice.{choice}") for choice in parameter.choices)
        return t("verantwoording.model.parameters.choices", choices=choices)
    if parameter.low is None or parameter.high is None:
        return ""
    low, high = (_value(parameter, bound, figures) for bound in (parameter.low, parameter.high))
    between = t("verantwoording.model.parameters.range", low=low, high=high)
    if parameter.group != "uncertainty":
        return between
    return f"{between}; {t(f'parameter.distribution.{parameter.distribution}')}"


def _value(parameter: Parameter, value: Value | None, figures: Figures) -> str:
    """A value as people read it, with no more decimals than it has."""
    if not parameter.numeric or value is None:
        return written(parameter, value, figures.t, figures.n)
    number = float(value)
    if parameter.kind == "share":
        return figures.n.percent(100 * number, _digits(100 * number))
    return str(int(number)) if parameter.kind == "year" else _plain(figures, number)


def _plain(figures: Figures, number: float) -> str:
    return figures.n.decimal(number, _digits(number))


def _digits(number: float) -> int:
    """How many decimals a number has."""
    return len(f"{round(number, 6):.10g}".partition(".")[2])


def calibration(figures: Figures) -> None:
    """What the data say: association and changes side by side, noise, and where newcomers landed."""
    t, n, found = figures.t, figures.n, _calibration()
    within = found.slope("within")
    causal = model.parameters()["rho_slab"]
    ratios = [panel.ratio for panel in found.panels]
    st.markdown(
        t(
            "verantwoording.model.calibration.text",
            slope=n.decimal(within.value, 2), se=n.decimal(within.se, 3), wijken=n.integer(within.units),
        )
    )  # fmt: skip
    st.markdown(
        t(
            "verantwoording.model.calibration.panel",
            lowest=n.percent(100 * min(ratios), 0), highest=n.percent(100 * max(ratios), 0),
            share=_value(causal, causal.default, figures),
            low=_value(causal, causal.low, figures), high=_value(causal, causal.high, figures),
        )
    )  # fmt: skip
    _panels(found, figures)
    st.caption(t("verantwoording.model.calibration.panel_why"))
    st.caption(t("calibration.about.panels"))
    with st.expander(t("verantwoording.model.calibration.more")):
        _slopes(found, figures)
    _noise(found, figures)
    _landing(found, figures)


def _panels(found: Calibration, figures: Figures) -> None:
    t, n = figures.t, figures.n
    rows = []
    for panel in found.panels:
        first, last = panel.change.years
        rows.append(
            [
                Cell(
                    t(f"verantwoording.model.calibration.panel_row.{panel.id}"),
                    sub=t("verantwoording.model.calibration.years", first=first, last=last),
                ),
                *(
                    Cell(n.decimal(value, digits), sub=_margin(se, digits, figures))
                    for value, se, digits in (
                        (panel.level.value, panel.level.se, 3),
                        (panel.change.value, panel.change.se, 3),
                        (panel.ratio, panel.ratio_se, 2),
                    )
                ),
                Cell(n.integer(panel.change.units)),
            ]
        )
    keys = ("what", "level", "change", "ratio", "wijken")
    head = [t(f"verantwoording.model.calibration.panel_head.{key}") for key in keys]
    st.html(table(t("verantwoording.model.calibration.panel_caption"), head, [Group(rows)], numbers={1, 2, 3, 4}))


def _margin(se: float, digits: int, figures: Figures) -> str:
    return figures.t("verantwoording.model.calibration.se", se=figures.n.decimal(se, digits))


def _slopes(found: Calibration, figures: Figures) -> None:
    t, n = figures.t, figures.n
    deviation = next(one for one in found.deviations if one.outcome == _OUTCOME)
    unit = t("calibration.about.unit", year=deviation.year, deviation=n.decimal(deviation.value, 4))
    st.markdown(f"{t('calibration.about.slopes')} {unit}")
    head = [t(f"calibration.column.{key}") for key in ("comparison", "slope", "wijken", "gemeenten", "r2")]
    rows = [_slope(one, figures) for one in found.slopes]
    st.html(table(t("calibration.title.slopes"), head, [Group(rows)], numbers={1, 2, 3, 4}))


def _slope(slope: Slope, figures: Figures) -> list[Cell]:
    n = figures.n
    return [
        Cell(figures.t(f"calibration.slope.{slope.id}")),
        Cell(n.decimal(slope.value, 3), sub=_margin(slope.se, 3, figures)),
        Cell(n.integer(slope.units)),
        Cell(n.integer(slope.clusters)),
        Cell(n.decimal(slope.r2, 2)),
    ]


def _noise(found: Calibration, figures: Figures) -> None:
    t, n = figures.t, figures.n
    own = next(one for one in found.noise if (one.outcome, one.units) == (_OUTCOME, _UNITS))
    st.markdown(
        t(
            "verantwoording.model.calibration.noise",
            noise=n.decimal(own.value, 2), detectable=n.decimal(own.detectable, 2), controls=n.integer(own.controls),
        )
    )  # fmt: skip
    groups = []
    for outcome in dict.fromkeys(one.outcome for one in found.noise):
        rows = [_noise_row(one, figures) for one in found.noise if one.outcome == outcome]
        groups.append(Group(rows, t(f"indicator.{outcome}.short")))
    head = [t(f"calibration.column.{key}") for key in ("units", "count", "noise", "detectable")]
    st.html(table(t("calibration.title.noise"), head, groups, numbers={1, 2, 3}))
    st.caption(t("calibration.about.noise"))


def _noise_row(noise: Noise, figures: Figures) -> list[Cell]:
    n = figures.n
    size = {"smallest": n.integer(noise.smallest), "largest": n.integer(noise.largest)}
    return [
        Cell(figures.t(f"calibration.units.{noise.units}", **size)),
        Cell(n.integer(noise.count)),
        Cell(n.decimal(noise.value, 3), sub=_margin(noise.se, 3, figures)),
        Cell(n.decimal(noise.detectable, 3)),
    ]


def _landing(found: Calibration, figures: Figures) -> None:
    t, n, rule = figures.t, figures.n, found.landing
    errors = {
        name: n.decimal(100 * value, 1)
        for name, value in (("by_homes", rule.error_by_homes), ("by_vulnerable", rule.error_by_vulnerable))
    }
    st.markdown(t("verantwoording.model.calibration.landing", year=rule.year, cases=n.integer(rule.cases), **errors))
    rows = [
        [
            Cell(wijk.name),
            Cell(n.percent(100 * wijk.observed, 0), sub=_margin(100 * wijk.observed_se, 1, figures)),
            Cell(n.percent(100 * wijk.by_homes, 1)),
            Cell(n.percent(100 * wijk.by_vulnerable, 1)),
        ]
        for wijk in rule.wijken
    ]
    rows.append([Cell(t("calibration.error")), Cell(""), *(Cell(error) for error in errors.values())])
    head = [t(f"calibration.column.{key}") for key in ("wijk", "observed", "by_homes", "by_vulnerable")]
    st.html(table(t("calibration.title.landing"), head, [Group(rows)], numbers={1, 2, 3}))
    st.caption(t("verantwoording.model.calibration.landing_source", source=rule.source, url=rule.url))


def sensitivity(workspace: Workspace, figures: Figures) -> None:
    """What the spread of the outcomes is made of, for the scenarios of which that is kept."""
    t, n = figures.t, figures.n
    fingerprint = workspace.bundle.fingerprint
    if not sensitivities.path_below(data_root()).exists():
        st.info(t("verantwoording.model.sensitivity.absent"), icon=":material/info:")
        st.code(_COMMAND, language=None)
        return
    found = _sensitivity(fingerprint)
    st.markdown(t("verantwoording.model.sensitivity.lead"))
    if not _fresh(fingerprint, workspace):
        st.info(t("verantwoording.model.sensitivity.stale"), icon=":material/info:")
    first = next(one for one in found.scenarios[0].outcomes if one.outcome == "areas_effect").parts[0]
    st.markdown(
        t(
            "verantwoording.model.sensitivity.first",
            label=_label(first.id, figures), total=n.percent(100 * first.total, 0),
        )
    )  # fmt: skip
    head = [t(f"sensitivity.column.{key}") for key in ("uncertainty", "first", "total")]
    for scenario in found.scenarios:
        title = t(f"sensitivity.scenario.{scenario.name}")
        with st.expander(title):
            groups = [Group(list(_parts(one, figures)), _heading(one, figures)) for one in scenario.outcomes]
            st.html(table(title, head, groups, numbers={1, 2}))
    # Both samples, and one more for every uncertainty.
    runs = found.count * (2 + len(found.scenarios[0].outcomes[0].parts))
    st.caption(t("verantwoording.model.sensitivity.rest", limit=n.percent(100 * _PART, 0), runs=n.integer(runs)))


def _heading(outcome: OutcomeVariance, figures: Figures) -> str:
    digits = _DIGITS[outcome.outcome.rpartition("_")[2]]
    return figures.t(
        "verantwoording.model.sensitivity.group",
        outcome=figures.t(f"sensitivity.outcome.{outcome.outcome}"),
        mean=figures.n.decimal(outcome.mean, digits, signed=True),
        sd=figures.n.decimal(outcome.sd, digits),
    )


def _parts(outcome: OutcomeVariance, figures: Figures) -> Iterator[list[Cell]]:
    n = figures.n
    for part in outcome.parts:
        if part.total >= _PART:
            pairs = ((part.first, part.first_margin), (part.total, part.total_margin))
            yield [
                Cell(_label(part.id, figures)),
                *(Cell(n.percent(100 * value, 0), sub=_margin(100 * margin, 0, figures)) for value, margin in pairs),
            ]


def _label(name: str, figures: Figures) -> str:
    return figures.t(f"{sensitivities.parameter_of(model.parameters(), name).label}.label")


def choices(figures: Figures) -> None:
    """Where the model is not what was first drawn up, and which wijken take no part."""
    t, n, country = figures.t, figures.n, model.country()
    rule = _calibration().landing
    most = max(rule.wijken, key=lambda wijk: wijk.observed)
    uptake = model.parameters()["d_W"]
    lines = [
        t(
            "verantwoording.model.choices.text",
            year=rule.year,
            wijk=most.name,
            observed=n.percent(100 * most.observed, 0),
            by_homes=n.percent(100 * most.by_homes, 0),
            by_vulnerable=n.percent(100 * most.by_vulnerable, 0),
            uptake=_spread_only(uptake, figures),
            legal=n.percent(100 * _number("W_legal_share"), 0),
            half=n.integer(_number("spill_half")),
            left_out=n.integer(len(country.left_out)),
            share=n.percent(100 * country.households_left_out, 1),
        )
    ]
    if country.imputed:
        lines.append(t("verantwoording.model.choices.imputed", names=_names(country.imputed)))
    st.markdown("\n".join(lines))


def _spread_only(parameter: Parameter, figures: Figures) -> str:
    low, high = (_value(parameter, bound, figures) for bound in (parameter.low, parameter.high))
    return figures.t("verantwoording.model.parameters.between", low=low, high=high)


def _names(codes: Iterable[str]) -> str:
    """Wijken by name, each with its municipality."""
    country = model.country()
    return "; ".join(f"{country.names[i]} ({country.gemeenten[i]})" for i in (country.index[code] for code in codes))
