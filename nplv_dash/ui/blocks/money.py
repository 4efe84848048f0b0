"""The money: line by line with its end and its source, never added up."""

from __future__ import annotations

from typing import Final

from nplv_dash.domain.records import Area, Scheme, Scope
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services.workspace import Workspace

#: Wanted or estimated money is no money: it stands apart.
WISHES: Final = ("needed", "requested_per_year")
#: Lines that are our own arithmetic on other lines, or changes of a budget line: for the page about money, not here.
NOT_HERE: Final = ("own_sum", "budget_change")
#: The headings of the table, from near to far.
SCOPES: Final[tuple[Scope, ...]] = ("area", "city", "programme", "national")


def lines(workspace: Workspace, area: Area, scope: Scope) -> list[Scheme]:
    """The lines of one scope that belong on the page of an area, oldest first."""
    found = [s for s in workspace.bundle.schemes if s.scope == scope and s.area in {area.id, None} and _is_shown(s)]
    return sorted(found, key=lambda s: (s.start or "9999", s.end or "9999"))


def _is_shown(scheme: Scheme) -> bool:
    # A scheme whose period was found and whose amount was not is still a scheme. An amount of unclear origin is none.
    certain = scheme.verified or scheme.amount_eur is None
    return certain and scheme.left_out is None and scheme.kind not in (*WISHES, *NOT_HERE)


def draw(workspace: Workspace, area: Area, figures: Figures) -> str:
    """The lines for an area, its municipality, the NPLV and the country, as an HTML table."""
    t = figures.t
    head = [t(f"gebied.money.head.{key}") for key in ("scheme", "from", "until", "amount", "kind")]
    rounds = {s.name_nl for s in lines(workspace, area, "national")}
    groups = [
        Group(
            [_row(s, figures, part=scope != "national" and s.name_nl in rounds) for s in lines(workspace, area, scope)],
            t(f"gebied.money.for.{scope}", area=area.name, gemeente=area.gemeente),
        )
        for scope in SCOPES
    ]
    return table(t("gebied.money.caption"), head, [g for g in groups if g.rows], numbers={3})


def _row(scheme: Scheme, figures: Figures, *, part: bool) -> list[Cell]:
    """A line; `part` says that the money is also in the amount of a national line."""
    t, n = figures.t, figures.n
    start = n.moment(scheme.start) if scheme.start else t("gebied.money.start_unknown")
    return [
        Cell(_in(figures, scheme.name_nl, scheme.name_en), sub=_small_print(scheme, figures, part=part)),
        Cell(start),
        Cell(_end(scheme, figures)),
        Cell(_amount(scheme, figures)),
        Cell(t(f"gebied.money.kinds.{scheme.kind}")),
    ]


def _small_print(scheme: Scheme, figures: Figures, *, part: bool) -> str:
    """What to know about the line, and where it was found."""
    t = figures.t
    words = [_in(figures, scheme.note_nl, scheme.note_en)]
    if part:
        words.append(t("gebied.money.part"))
    if scheme.areas_sum_eur is not None:
        words.append(t("gebied.money.areas_sum", amount=figures.n.euro(scheme.areas_sum_eur)))
    words.append(t("gebied.money.source", source=_in(figures, scheme.source_nl, scheme.source_en)))
    return " ".join(filter(None, words))


def _end(scheme: Scheme, figures: Figures) -> str:
    if scheme.end is None:
        return figures.t("gebied.money.end_unknown")
    return figures.t("gebied.money.structural") if scheme.end == "structural" else figures.n.moment(scheme.end)


def _amount(scheme: Scheme, figures: Figures) -> str:
    if scheme.amount_eur is None:
        return figures.t("gebied.money.amount_unknown")
    return figures.t(f"gebied.money.precision.{scheme.precision}", amount=figures.n.euro(scheme.amount_eur))


def _in(figures: Figures, nl: str | None, en: str | None) -> str:
    return (nl if figures.t.lang == "nl" else en) or ""
