"""Pictures of the Leefbaarometer of areas beside others, and of the budget."""

from __future__ import annotations

from typing import Final

from nplv_dash.domain.progress import Progress
from nplv_dash.domain.records import Area
from nplv_dash.present import palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.picture import Caption, Picture
from nplv_dash.present.picture_bars import Columns
from nplv_dash.present.picture_canvas import Ink, Mark
from nplv_dash.present.picture_dots import Kind, Line, Marks
from nplv_dash.present.text import Text
from nplv_dash.services import area_rows, chart_rows
from nplv_dash.services.picture_sources import cited
from nplv_dash.services.workspace import Workspace

#: The data sets that progress is made of.
_COMPARED: Final = ("cbs_kwb", "lbm3", "nplv_list")
_LIGHT: Final = palette.LIGHT
#: Ink, mark and radius.
_How = tuple[Ink, Mark, float]
#: How an area, its municipality and the Netherlands are drawn, and wijken that were like it.
_AREA: Final[_How] = (Ink(_LIGHT.accent, _LIGHT.background, 1.0), "o", 6.5)
_GEMEENTE: Final[_How] = (Ink(palette.MUNICIPALITY), "D", 5.0)
_COUNTRY: Final[_How] = (Ink(edge=palette.COUNTRY, width=3), "|", 7.0)
_ALIKE: Final[_How] = (Ink(edge=_LIGHT.text, width=2), "s", 4.5)


def dimensions(workspace: Workspace, area: Area, t: Text, n: Numbers) -> Picture:
    """The five dimensions of the Leefbaarometer of an area, its municipality and the Netherlands."""
    figures = Figures(t, n)
    found = area_rows.dimensions(workspace, area, figures)
    sets = {workspace.bundle.indicators[one].dataset for one in area_rows.DIMENSIONS}
    return Picture(
        caption=Caption(
            title=t("picture.dimensions.title", area=area.name, year=found.year),
            subtitle=t("picture.dimensions.subtitle", year=found.year),
            source=cited(workspace, sets, t),
        ),
        alt=area_rows.dimensions_alt(found, figures),
        drawing=Marks(
            lines=tuple(Line(row.label, "", row.values, row.texts) for row in found.rows),
            kinds=tuple(Kind(name, *how) for name, how in zip(found.names, (_AREA, _GEMEENTE, _COUNTRY), strict=True)),
            ticks=found.ticks,
        ),
    )


def progress(
    workspace: Workspace, kept: Progress, area: Area | None, t: Text, n: Numbers, *, position: int = 0
) -> Picture:
    """How one area or all twenty changed beside look-alikes, their municipality and the Netherlands.

    Args:
        position: of the period.
    """
    figures, period = Figures(t, n), kept.areas[0].periods[position]
    rows = area_rows.progress_rows(workspace, kept, area, position, figures)
    names = area_rows.progress_names(area, figures)
    shown = (
        (names.area, _AREA), (names.gemeente, _GEMEENTE), (names.netherlands, _COUNTRY), (names.controls, _ALIKE),
    )  # fmt: skip
    values = [(row.area, row.gemeente, row.netherlands, row.controls) for row in rows]
    return Picture(
        caption=Caption(
            title=t(
                "picture.progress.title", name=area.name if area else t("progress.all"), start=period.start,
                end=period.end,
            ),
            subtitle=f"{t('progress.caption')} {t('progress.reminder')}",
            source=cited(workspace, _COMPARED, t),
        ),
        alt=area_rows.progress_alt(rows, period, area, figures),
        drawing=Marks(
            lines=tuple(
                Line(
                    row.label, row.verdict if row.chance else t("progress.short.nobody"),
                    tuple(v.value for v in four), tuple(v.text for v in four), row.chance,
                )
                for row, four in zip(rows, values, strict=True)
            ),
            kinds=tuple(Kind(name, *how) for name, how in shown),
            ticks=area_rows.progress_ticks(workspace, kept, area, figures),
            chance=names.chance,
        ),
    )  # fmt: skip


def budget(workspace: Workspace, t: Text, n: Numbers) -> Picture:
    """The line for the programme in the budget, year by year.

    Raises:
        ValueError: there is no such line.
    """
    figures = Figures(t, n)
    found = chart_rows.budget_columns(workspace, figures)
    return Picture(
        caption=Caption(t("geld.budget.title"), t("picture.budget.subtitle"), cited(workspace, {"nplv_money"}, t)),
        alt=chart_rows.budget_alt(found, figures),
        drawing=Columns(tuple(found), t("geld.budget.unit"), chart_rows.budget_ticks(found, figures)),
    )
