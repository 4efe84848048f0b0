"""The money: line by line with its end, never added up."""

from __future__ import annotations

from nplv_dash.domain.records import Area, Scheme
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services.workspace import Workspace

#: Wanted or estimated money is no money: it stands apart.
WISHES = ("needed", "requested_per_year")
#: Lines that are our own arithmetic on other lines, or changes of a budget line: for the page about money, not here.
NOT_HERE = ("own_sum", "budget_change")


def lines(workspace: Workspace, area: Area | None) -> list[Scheme]:
    """The verified lines of one area, or those for all areas together, oldest first."""
    wanted = area.id if area else None
    found = [
        s
        for s in workspace.bundle.schemes
        if s.area == wanted and s.verified and s.kind not in (*WISHES, *NOT_HERE) and _for_areas(s, area)
    ]
    return sorted(found, key=lambda s: (s.start or "9999", s.end or "9999"))


def _for_areas(scheme: Scheme, area: Area | None) -> bool:
    """Without an area: only lines for the programme, not awards to cities outside it."""
    return area is not None or scheme.for_all


def draw(workspace: Workspace, area: Area, figures: Figures) -> str:
    """The lines of an area and those for all areas, as an HTML table."""
    t = figures.t
    head = [
        t("gebied.money.scheme"),
        t("gebied.money.from"),
        t("gebied.money.until"),
        t("gebied.money.amount"),
        t("gebied.money.kind"),
    ]
    groups = [
        Group([_row(s, figures) for s in lines(workspace, which)], title)
        for which, title in ((area, t("gebied.money.for_area", area=area.name)), (None, t("gebied.money.for_all")))
    ]
    return table(t("gebied.money.caption"), head, [g for g in groups if g.rows], numbers={3})


def _row(scheme: Scheme, figures: Figures) -> list[Cell]:
    t, n = figures.t, figures.n
    return [
        Cell(figures.scheme(scheme), sub=t("gebied.money.wider") if scheme.wider_than_area else ""),
        Cell(scheme.start or t("gebied.money.unknown")),
        Cell(_end(scheme, figures)),
        Cell(n.euro(scheme.amount_eur) if scheme.amount_eur else t("gebied.money.unknown")),
        Cell(t(f"gebied.money.kinds.{scheme.kind}")),
    ]


def _end(scheme: Scheme, figures: Figures) -> str:
    if scheme.end == "structural":
        return figures.t("gebied.money.structural")
    return scheme.end or figures.t("gebied.money.once")
