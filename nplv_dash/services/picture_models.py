"""Pictures of what the models say: always with bands, and with the passport of what was computed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.futures import DECIDED_UNTIL, REFERENCE, FutureId, Outcome
from nplv_dash.present import palette, picture_key
from nplv_dash.present.bands import round_steps
from nplv_dash.present.levers import future_name
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.outlook import Course
from nplv_dash.present.passports import passport_line
from nplv_dash.present.picture import Caption, Drawing, Picture
from nplv_dash.present.picture_fans import Fans, Panel
from nplv_dash.present.picture_key import Entry
from nplv_dash.present.text import Text
from nplv_dash.services import futures, futures_figures, redistribution
from nplv_dash.services.redistribution import Band, three

#: The colours of what is compared, as on the pages.
_COLOURS: Final = (palette.LIGHT.accent, palette.MUNICIPALITY)


def fan(
    result: futures_figures.Result, outcome: Outcome, beside: FutureId, passport: Passport, t: Text, n: Numbers
) -> Picture:
    """A future beside what was decided, over the years.

    Args:
        beside: any future but the reference.

    Raises:
        KeyError: `beside` is the reference, which has no difference from itself.
    """
    words, outlook, theme = Outcomes(t, n), result.outlooks[outcome], t(f"financiering.theme.{outcome}")
    last = result.years[-1]
    colours: dict[FutureId, str] = {REFERENCE: palette.MUNICIPALITY, beside: palette.LIGHT.accent}
    names = {future: future_name(future, result.levers.end_year, t) for future in colours}
    courses = tuple(
        course(names[future], colour, result.moments, outlook.bands[future], outlook.paths[future].tolist())
        for future, colour in colours.items()
    )
    low, high = extremes(courses, (0.0, outlook.detectable))
    change = words.deviation_between(three(outlook.compared[beside].band, -1))
    at_end = futures.step_at(last + 1)
    ends = {future: words.deviation_between(three(outlook.bands[future], at_end)) for future in colours}
    moments = range(math.ceil(result.moments[0]), math.floor(result.moments[-1]) + 1)
    panel = Panel(
        title="",
        courses=courses,
        years={float(year): str(year) for year in moments[:: 1 + len(moments) // 10]},
        ticks={x: n.decimal(x, 2, signed=True) for x in round_steps(low, high)},
        reach=wider(low, high),
        levels=(
            (0.0, "", palette.COUNTRY),
            (outlook.detectable, t("financiering.fan.measurable"), palette.COUNTRY),
        ),
        parted=(float(DECIDED_UNTIL + 1), t("financiering.fan.decided"), t("financiering.fan.open")),
    )
    key = tuple(
        Entry(names[future], t("picture.fan.end", year=last, value=ends[future]), picture_key.course(colour))
        for future, colour in colours.items()
    )
    return modelled(
        (t("financiering.fan.title", theme=theme), t("picture.fan.subtitle", count=n.integer(result.count))),
        t(
            "financiering.fan.alt",
            theme=theme, reference=names[REFERENCE], name=names[beside], year=last, change=change,
        ),
        Fans((panel,), key),
        passport, t, n,
    )  # fmt: skip


def sides(result: redistribution.Result, passport: Passport, t: Text, n: Numbers) -> Picture:
    """The areas and the wijken that receive: their share of vulnerable households and their liveability, in time."""
    words = Outcomes(t, n)
    shown = [
        (t(f"herverdeling.sides.{name}"), colour, getattr(result, name))
        for name, colour in zip(("areas", "receivers"), _COLOURS, strict=True)
        if getattr(result, name).wijken
    ]
    years = tuple(float(year) for year in result.years)
    panels = []
    for key, digits in (("change", 1), ("effect", 2)):
        courses = tuple(course(name, colour, years, getattr(side, key)) for name, colour, side in shown)
        low, high = extremes(courses, (0.0,))
        panels.append(
            Panel(
                title=t("herverdeling.time.share" if key == "change" else "herverdeling.time.effect"),
                courses=courses,
                years={year: str(int(year)) for year in years[:: 1 + len(years) // 6]},
                ticks={x: n.decimal(x, digits, signed=True) for x in round_steps(low, high)},
                reach=wider(low, high),
                levels=((0.0, "", palette.COUNTRY),),
            )
        )
    said = {
        name: t(
            "picture.sides.end",
            start=words.percent(side.start),
            after=words.percent(side.start + three(side.change, -1)[1]),
            change=words.points_between(three(side.change, -1)),
            effect=words.deviation_between(three(side.effect, -1)),
        )
        for name, _, side in shown
    }
    return modelled(
        (
            t("picture.sides.title", horizon=result.levers.horizon),
            t("picture.sides.subtitle", count=n.integer(result.count), last=result.years[-1]),
        ),
        t("picture.sides.alt", last=result.years[-1], sides=" ".join(f"{name}: {one}." for name, one in said.items())),
        Fans(
            tuple(panels),
            tuple(Entry(name, said[name], picture_key.course(colour)) for name, colour, _ in shown),
            chart=260.0,
        ),
        passport,
        t,
        n,
    )


def modelled(
    words: tuple[str, str], alt: str, drawing: Drawing, passport: Passport, t: Text, n: Numbers, *, measured: str = ""
) -> Picture:
    """A picture of what a model says, with its source and its passport.

    Args:
        words: the title, and what stands below it.
        measured: the source of what was measured and is drawn too.
    """
    title, subtitle = words
    source = " ".join(filter(None, (t(f"picture.source.{passport.edition.model}"), measured)))
    return Picture(Caption(title, subtitle, source, passport_line(passport, t, n)), alt, drawing)


def course(
    name: str,
    colour: str,
    moments: Sequence[float],
    band: Band,
    paths: Sequence[Sequence[float]] = (),
    lift: float = 0.0,
) -> Course:
    """A line with its bands, to draw.

    Args:
        paths: single draws, thin beside it.
        lift: what all values are raised by.
    """
    bounds = tuple(
        (tuple((low + lift).tolist()), tuple((high + lift).tolist())) for low, high in map(band.between, (95, 80, 50))
    )
    thin = tuple(tuple(value + lift for value in path) for path in paths)
    return Course(name, colour, tuple(moments), tuple((band.median + lift).tolist()), bounds, texts=(), paths=thin)


def extremes(courses: Sequence[Course], always: Sequence[float]) -> tuple[float, float]:
    """The lowest and the highest value that there has to be room for."""
    values = [x for course in courses for low, high in course.bounds for x in (*low, *high)]
    return min([*values, *always]), max([*values, *always])


def wider(low: float, high: float) -> tuple[float, float]:
    """A scale with some room at both ends."""
    spare = 0.04 * ((high - low) or 1.0)
    return low - spare, high + spare
