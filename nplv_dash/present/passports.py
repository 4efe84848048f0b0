"""A passport in words."""

from __future__ import annotations

from nplv_dash import __version__
from nplv_dash.domain.editions import Passport
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text


def passport_line(passport: Passport, t: Text, n: Numbers) -> str:
    """The line with the passport, for a page and for files."""
    edition = passport.edition
    return t(
        "passport.line",
        id=passport.id, edition=edition.id, date=n.date(edition.date), version=edition.version, app=__version__,
    )  # fmt: skip
