"""Pictures of the futures of the money: what is left after a stop, all futures, the Netherlands, and assumptions."""

from __future__ import annotations

import math

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.futures import BEGAN, DECIDED_UNTIL, REFERENCE, Domain, FutureId, Outcome
from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.records import Area
from nplv_dash.present import palette, picture_key
from nplv_dash.present.bands import round_steps
from nplv_dash.present.levers import future_name
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.outlook import Measured
from nplv_dash.present.picture import Picture
from nplv_dash.present.picture_fans import MEASURED, Fans, Panel
from nplv_dash.present.picture_key import Entry
from nplv_dash.present.picture_spreads import Spreads
from nplv_dash.present.text import Text
from nplv_dash.services import futures, futures_figures, model_rows
from nplv_dash.services.futures_doubt import tornado
from nplv_dash.services.gap import Gap
from nplv_dash.services.picture_assumptions import bars
from nplv_dash.services.picture_models import course, extremes, modelled, wider
from nplv_dash.services.picture_sources import cited
from nplv_dash.services.redistribution import three
from nplv_dash.services.workspace import Workspace


def fading(result: futures_figures.Result, passport: Passport, t: Text, n: Numbers) -> Picture:
    """What is left of the effect on each domain, some years after the money stops as decided."""
    groups = tuple((title, tuple(dots)) for title, dots in model_rows.kept_dots(result, t, n))
    return modelled(
        (t("picture.fading.title"), t("picture.fading.subtitle", year=DECIDED_UNTIL, count=n.integer(result.count))),
        model_rows.kept_alt(result, t, n), Spreads(groups, model_rows.kept_ticks(n)), passport, t, n,
    )  # fmt: skip


def every_future(result: futures_figures.Result, outcome: Outcome, passport: Passport, t: Text, n: Numbers) -> Picture:
    """Every future beside what was decided, at the end of the last year."""
    rows = model_rows.future_dots(result, outcome, t, n)
    theme, last, decided = t(f"financiering.theme.{outcome}"), result.years[-1], DECIDED_UNTIL
    return modelled(
        (
            t("picture.futures.title", theme=theme, year=decided),
            t("picture.futures.subtitle", last=last, count=n.integer(result.count)),
        ),
        model_rows.futures_alt(result, outcome, rows, t),
        Spreads(
            tuple((name, tuple(dots)) for name, dots in rows),
            model_rows.future_ticks(result, outcome, rows, n),
            (result.outlooks[outcome].detectable, t("financiering.all.hidden")),
        ),
        passport, t, n,
    )  # fmt: skip


def drives(
    result: futures_figures.Result, parameters: Parameters, domain: Domain, passport: Passport, t: Text, n: Numbers
) -> Picture:
    """What each assumption does by itself to the difference that a generation of money makes."""
    found, words = tornado(parameters, result.scenario)[domain], Outcomes(t, n)
    rows = model_rows.assumptions(found, parameters, words.deviation, t, n)
    outcome = model_rows.difference(result, domain, t)
    return modelled(
        (
            t("picture.drives.title", outcome=t(f"financiering.theme.{domain}")),
            t("picture.drives.subtitle_funding", outcome=outcome),
        ),
        model_rows.assumptions_alt(rows, outcome, t),
        bars(rows, (found.centre, words.deviation(found.centre)), 2, t, n), passport, t, n,
    )  # fmt: skip


def gap(
    workspace: Workspace,
    result: futures_figures.Result,
    measured: tuple[Gap, ...],
    area: Area | None,
    beside: FutureId,
    passport: Passport,
    t: Text,
    n: Numbers,
) -> Picture:
    """How far an area or all of them stand from the Netherlands: measured, and with what the model adds.

    Args:
        measured: of that area, or of all of them; at least one.
        beside: any future but the reference.
    """
    words, outlook, last = Outcomes(t, n), result.outlooks[model_rows.TOTAL], measured[-1]
    colours: dict[FutureId, str] = {REFERENCE: palette.MUNICIPALITY, beside: palette.LIGHT.accent}
    names = {future: future_name(future, result.levers.end_year, t) for future in colours}
    courses = tuple(
        course(names[one], colour, result.moments, outlook.bands[one], outlook.paths[one].tolist(), last.areas)
        for one, colour in colours.items()
    )
    place = area.name if area else t("financiering.gap.all")
    levels = [(0.0, t("financiering.gap.netherlands"), palette.COUNTRY)]
    if area and last.gemeente is not None:
        said = t("financiering.gap.gemeente", gemeente=area.gemeente, year=last.year)
        levels.append((last.gemeente, said, palette.MUNICIPALITY))
    low, high = extremes(courses, [*(one.areas for one in measured), *(value for value, *_ in levels)])
    # A measurement stands in the middle of its year.
    moments = range(measured[0].year, math.floor(result.moments[-1]) + 1)
    panel = Panel(
        title="",
        courses=courses,
        years={float(year): str(year) for year in moments[:: 1 + len(moments) // 10]},
        ticks={x: n.decimal(x, 1, signed=True) for x in round_steps(low, high)},
        reach=wider(low, high),
        levels=tuple(levels),
        parted=(BEGAN, t("financiering.gap.measured"), t("financiering.gap.model")),
        measured=Measured(place, tuple(x.year + 0.5 for x in measured), tuple(x.areas for x in measured), texts=()),
    )
    end = futures.step_at(result.years[-1] + 1)
    levels_then = {
        one: words.deviation_between(model_rows.lifted(three(outlook.bands[one], end), last.areas)) for one in colours
    }
    key = (
        Entry(place, t("financiering.gap.hover", year=last.year, gap=n.decimal(last.areas, 2, signed=True)),
              picture_key.line(*MEASURED)),
        *(
            Entry(names[one], t("picture.fan.end", year=result.years[-1], value=levels_then[one]),
                  picture_key.course(colour))
            for one, colour in colours.items()
        ),
    )  # fmt: skip
    return modelled(
        (
            t("picture.gap.title", place=place),
            t("picture.gap.subtitle", first=measured[0].year, year=last.year, count=n.integer(result.count)),
        ),
        t(
            "financiering.gap.alt", place=place, first=measured[0].year, last=last.year,
            begin=n.decimal(measured[0].areas, 1, signed=True), now=n.decimal(last.areas, 1, signed=True),
            year=result.years[-1], name=names[beside], then=levels_then[beside],
        ),
        Fans((panel,), key),
        passport, t, n, measured=cited(workspace, {workspace.bundle.indicators["lbm"].dataset}, t),
    )  # fmt: skip
