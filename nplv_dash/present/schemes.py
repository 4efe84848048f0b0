"""A line of money as a person reads it: from when until when, how much, and where it was found."""

from __future__ import annotations

from nplv_dash.domain.records import Scheme
from nplv_dash.present.figures import Figures


def begin(scheme: Scheme, figures: Figures) -> str:
    """From when on."""
    return figures.n.moment(scheme.start) if scheme.start else figures.t("gebied.money.start_unknown")


def end(scheme: Scheme, figures: Figures) -> str:
    """Until and including when."""
    if scheme.end is None:
        return figures.t("gebied.money.end_unknown")
    return figures.t("gebied.money.structural") if scheme.end == "structural" else figures.n.moment(scheme.end)


def amount(scheme: Scheme, figures: Figures, *, millions: bool = False) -> str:
    """How much, and whether that is exact; in millions where there is little room."""
    if scheme.amount_eur is None:
        return figures.t("gebied.money.amount_unknown")
    written = in_millions(scheme.amount_eur, figures) if millions else figures.n.euro(scheme.amount_eur)
    return figures.t(f"gebied.money.precision.{scheme.precision}", amount=written)


def in_millions(euro: float, figures: Figures) -> str:
    """`€ 27,1 miljoen`, `€ 600 miljoen`: with a decimal where the amount has one."""
    millions = round(euro / 1e6, 1)
    return figures.t("geld.million", amount=figures.n.euro(millions, 0 if millions == int(millions) else 1))


def note(scheme: Scheme, figures: Figures) -> str:
    """What to know about a line."""
    return scheme.said("note", figures.t.lang)


def source(scheme: Scheme, figures: Figures) -> str:
    """Where a line was found."""
    return scheme.said("source", figures.t.lang)
