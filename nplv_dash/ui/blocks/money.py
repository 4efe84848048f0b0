"""The money: line by line with its end and its source, never added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nplv_dash.domain.records import Area, Scheme, Scope
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.schemes import amount, begin, end, note, source
from nplv_dash.services.money import SCOPES, WISHES, lines
from nplv_dash.services.workspace import Workspace


def draw(workspace: Workspace, area: Area, figures: Figures) -> str:
    """The lines for an area, its municipality, the NPLV and the country, as an HTML table."""
    found = {scope: lines(workspace, area, scope) for scope in SCOPES}
    return lines_table([(reach(scope, area, figures), schemes) for scope, schemes in found.items()], figures)


def reach(scope: Scope, area: Area | None, figures: Figures) -> str:
    """Whom the lines of one scope are for; of the near ones with the names of an area and its municipality."""
    names = {"area": area.name, "gemeente": area.gemeente} if area else {}
    return figures.t(f"gebied.money.for.{scope}", **names)


def lines_table(
    groups: Sequence[tuple[str, Sequence[Scheme]]], figures: Figures, more: Mapping[str, str] | None = None
) -> str:
    """Lines of money below the headings of their groups, as an HTML table; a group without lines is left out.

    Args:
        more: id of a line -> what else to know about it.
    """
    t = figures.t
    head = [t(f"gebied.money.head.{key}") for key in ("scheme", "from", "until", "amount", "kind")]
    rounds = {s.name_nl for _, schemes in groups for s in schemes if s.scope == "national"}
    rows = [
        Group([_row(s, figures, s.scope != "national" and s.name_nl in rounds, more or {}) for s in schemes], title)
        for title, schemes in groups
        if schemes
    ]
    return table(t("gebied.money.caption"), head, rows, numbers={3}, stacked=True)


def _row(scheme: Scheme, figures: Figures, part: bool, more: Mapping[str, str]) -> list[Cell]:  # noqa: FBT001
    """A line; `part` says that the money is also in the amount of a national line."""
    return [
        Cell(figures.scheme(scheme), sub=small_print(scheme, figures, part=part, more=more.get(scheme.id, ""))),
        Cell(begin(scheme, figures)),
        Cell(end(scheme, figures)),
        Cell(amount(scheme, figures)),
        Cell(figures.t(f"gebied.money.kinds.{scheme.kind}")),
    ]


def small_print(scheme: Scheme, figures: Figures, *, part: bool, more: str = "") -> str:
    """What to know about a line, who pays, and where it was found."""
    t = figures.t
    words = [note(scheme, figures), t("gebied.money.part") if part else "", more]
    if scheme.areas_sum_eur is not None:
        words.append(t("gebied.money.areas_sum", amount=figures.n.euro(scheme.areas_sum_eur)))
    if who := payer(scheme, figures):
        words.append(t("geld.payer", who=who))
    words.append(t("gebied.money.source", source=source(scheme, figures)))
    return " ".join(filter(None, words))


def payer(scheme: Scheme, figures: Figures) -> str:
    """Ministries, or who else pays; empty where that is not known, and for a wish, which nobody pays."""
    if scheme.ministry is None or scheme.kind in WISHES:
        return ""
    return figures.t("geld.several") if scheme.ministry == "several" else scheme.ministry.replace("/", ", ")
