"""What was measured in the brief: the map, three figures, liveability over the years, and how it moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from nplv_dash.domain.records import Area
from nplv_dash.present import pdf, verdicts
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.picture import Room
from nplv_dash.present.text import Text
from nplv_dash.services import own_area_words, pictures, progress
from nplv_dash.services.mapview import layer_around
from nplv_dash.services.profile import Comparison, compare, headlines
from nplv_dash.services.workspace import Figure, Workspace, value_of

#: Themes that are told large.
_LARGE: Final = 3
#: A figure known for fewer residents says so.
_WHOLE: Final = 0.995
#: Pixels of the pictures, which on paper are as wide as their column: letters of 11 pixels become 7.5 points.
MAP, TREND = Room(height=235.0, caveat=False), Room(500.0, 108.0)
#: Pixels of their files, for a printer.
_FINE: Final = 1500


@dataclass(frozen=True, slots=True)
class Brief:
    """What every block works with: an area, or all areas of a municipality that has several."""

    workspace: Workspace
    areas: tuple[Area, ...]
    figures: Figures

    @property
    def t(self) -> Text:
        """The texts."""
        return self.figures.t

    @property
    def n(self) -> Numbers:
        """The numbers."""
        return self.figures.n

    @property
    def first(self) -> Area:
        """The area, or the first of them: all lie in the same municipality."""
        return self.areas[0]

    @property
    def several(self) -> bool:
        """Whether it is about a municipality."""
        return len(self.areas) > 1

    @property
    def name(self) -> str:
        """Of the area, or of the municipality."""
        return self.first.gemeente if self.several else self.first.name


@dataclass(frozen=True, slots=True)
class _Theme:
    """One indicator for every area, of the same year."""

    compared: tuple[Comparison, ...]

    @property
    def first(self) -> Comparison:
        return self.compared[0]

    @property
    def distance(self) -> float:
        """How many times the figure of the country, or how many times less; the mean of the areas that are known."""
        pairs = [(value_of(one.area), value_of(one.netherlands)) for one in self.compared]
        known = [abs(log(own / country)) for own, country in pairs if own and country]
        return sum(known) / len(known) if known else 0.0


def where(one: Brief) -> pdf.Block:
    """The map, and what is known of the borders."""
    t, workspace = one.t, one.workspace
    year = workspace.years("wijk", "lbm")[-1]
    layer = layer_around(workspace, "wijken", one.first.id)
    picture = pictures.area_map(
        workspace, one.first, "lbm", year, t, one.n, layer=layer, beside=one.areas[1:], room=MAP
    )  # fmt: skip
    grounds = [own_area_words.some_codes(area, t) if area.own else one.figures.ground(area) for area in one.areas]
    if one.several:
        grounds = [f"{area.name}: {ground}" for area, ground in zip(one.areas, grounds, strict=True)]
    said = [f"{'. '.join(grounds)}.", certainty(one), one.figures.caveat(workspace.bundle.indicators["lbm"])]
    pieces = (pdf.Shot(picture.png(width=_FINE, bare=True), picture.alt), pdf.Small(" ".join(filter(None, said))))
    return pdf.Block(t("brief.where.title"), pieces, t("brief.measured"))


def certainty(one: Brief) -> str:
    """How certain the borders are, in sentences."""
    return " ".join(dict.fromkeys(one.figures.border(area) for area in one.areas))


def large(one: Brief) -> tuple[pdf.Row, ...]:
    """The three themes that differ most from the country, side by side, between the rule and what goes with them."""
    told, others = _themes(one)
    rule = one.t("brief.figures.rule_several" if one.several else "brief.figures.rule")
    head = pdf.Block(one.t("brief.figures.title"), (pdf.Small(rule),), one.t("brief.measured"))
    return (
        (pdf.Column(1.0, (head,)),),
        tuple(pdf.Column(1 / len(told), (pdf.Block("", (_figure(one, theme),)),)) for theme in told),
        (pdf.Column(1.0, (_beside(one, told, others),)),),
    )


def _beside(one: Brief, told: Sequence[_Theme], others: Sequence[_Theme]) -> pdf.Block:
    """The themes that are not told large, so that none is left out, and what to keep in mind with all five."""
    t, figures = one.t, one.figures
    indicators = [theme.first.indicator for theme in (*told, *others)]
    notes = [(figures.short(indicator), figures.caveat(indicator)) for indicator in indicators]
    said = (
        t("brief.figures.others", figures="; ".join(_other(one, theme) for theme in others)),
        t("brief.figures.margin"),
        *(f"{name}: {caveat}" for name, caveat in notes if caveat),
    )
    return pdf.Block("", (pdf.Small(" ".join(said)),))


def _themes(one: Brief) -> tuple[list[_Theme], list[_Theme]]:
    """The five themes of the plea: those that are told large, and the others; both in the order of the plea."""
    themes = []
    for indicator in headlines(one.workspace):
        found = [compare(one.workspace, area, indicator) for area in one.areas]
        if compared := tuple(c for c in found if c):
            themes.append(_Theme(compared))
    far = sorted(themes, key=lambda theme: theme.distance, reverse=True)[:_LARGE]
    return [theme for theme in themes if theme in far], [theme for theme in themes if theme not in far]


def _figure(one: Brief, theme: _Theme) -> pdf.Figure:
    """An area beside its municipality and the country; a municipality beside its areas and the country."""
    t, figures, found = one.t, one.figures, theme.first
    indicator, country = found.indicator, t("brief.figures.netherlands", value=_value(one, found, found.netherlands))
    # The sign says it for per cents.
    year = str(found.year)
    unit = t("brief.figures.unit", unit=t("indicator.unit.per_1000"), year=year)
    said = unit if indicator.unit == "per_1000" else year
    if one.several:
        beside = [
            t("brief.figures.area", area=area.name, value=_value(one, c, c.area))
            for area, c in zip(one.areas, theme.compared, strict=True)
        ]
        own, said = found.gemeente, t("brief.figures.whole", gemeente=one.name, unit=said)
    else:
        beside, own = [t("brief.figures.gemeente", value=_value(one, found, found.gemeente))], found.area
    return pdf.Figure(
        label=figures.label(indicator),
        value=figures.bare(indicator, value_of(own)),
        unit=said,
        beside=(*beside, country),
    )


def _value(one: Brief, found: Comparison, figure: Figure | None) -> str:
    """A figure; says for how many of the residents it is known, where that is not all of them."""
    value = one.figures.bare(found.indicator, value_of(figure))
    if figure is None or figure.coverage >= _WHOLE:
        return value
    known = one.t("gebied.table.coverage", share=one.n.percent(100 * figure.coverage, 0))
    return one.t("brief.figures.partial", value=value, known=known)


def _other(one: Brief, theme: _Theme) -> str:
    found, figures = theme.first, one.figures
    own = [figures.full(c.indicator, value_of(c.area)) for c in theme.compared]
    if one.several:
        own = [f"{area.name} {value}" for area, value in zip(one.areas, own, strict=True)]
    return one.t(
        "brief.figures.other",
        label=figures.label(found.indicator), value=one.figures.listed(own), year=found.year,
        gemeente=_value(one, found, found.gemeente), netherlands=_value(one, found, found.netherlands),
    )  # fmt: skip


def trend(one: Brief) -> pdf.Block:
    """Liveability over the years."""
    t, workspace = one.t, one.workspace
    picture = pictures.trend(workspace, one.first, t, one.n, beside=one.areas[1:], room=TREND)
    pieces: list[pdf.Piece] = [pdf.Shot(picture.png(width=_FINE, bare=True), picture.alt)]
    indicator = workspace.bundle.indicators["lbm"]
    newest = [c for area in one.areas if (c := compare(workspace, area, indicator))]
    if newest:
        first, bare = newest[0], one.figures.bare
        own = [
            f"{area.name} {bare(indicator, value_of(c.area))}"
            for area, c in zip(one.areas, newest, strict=True)
        ]  # fmt: skip
        said = t(
            "brief.trend.newest",
            year=first.year, areas=", ".join(own), gemeente_name=one.first.gemeente,
            gemeente=bare(indicator, value_of(first.gemeente)),
            netherlands=bare(indicator, value_of(first.netherlands)),
        )  # fmt: skip
        pieces.append(pdf.Small(f"{said} {t('brief.trend.read')}"))
    return pdf.Block(t("brief.trend.title"), tuple(pieces), t("brief.measured"))


def moved(one: Brief) -> pdf.Block:
    """The verdict, in the words of the page; of several areas the last sentence of each, which is the verdict."""
    own = progress.of_own(one.workspace, one.first) if one.first.own else None
    kept = progress.beside(progress.kept(one.workspace.bundle.root), one.first, own)
    if kept is None:
        return pdf.Block(one.t("brief.progress.title"), (one.t("own_area.no_progress"),), one.t("brief.measured"))
    said = [verdicts.said(kept.area(area.id), area, 0, one.figures) for area in one.areas]
    sentences = [sentence for one_area in said for sentence in (one_area[-1:] if one.several else one_area)]
    pieces: tuple[pdf.Piece, ...] = (
        *sentences,
        one.t("own_area.reminder" if own else "progress.reminder"),
        pdf.Small(one.t("progress.rule")),
    )
    return pdf.Block(one.t("brief.progress.title"), pieces, one.t("brief.measured"))
