"""How to cite a page, a figure or a scenario: APA (7th edition, data and software) and BibTeX, in two languages."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from nplv_dash.domain.records import Dataset
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text

#: What TeX would not print as it stands.
_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\n": " ",
    }
)  # fmt: skip
#: What would end or break a `\url{}`.
_URL: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20", "\n": ""})
_LANGUAGES: Final = {"nl": "dutch", "en": "english"}


@dataclass(frozen=True, slots=True)
class Work:
    """What is cited.

    Attributes:
        key: for BibTeX; letters, digits and signs that need no care.
        title: of the page, figure or scenario.
        version: of what is cited: the edition and the passport, or the fingerprint of the data.
        made: year in which that version was made.
        kind: a map, a computation: what stands in brackets after a title.
        read: the day on which it was looked at.
        licence: of the data and of the app, in one or two sentences.
    """

    key: str
    title: str
    version: str
    made: int
    kind: str
    address: str
    read: dt.date
    licence: str


def licence(dataset: Dataset, t: Text) -> str:
    """The licence of a data set; says so where it was not verified with the publisher."""
    named = dataset.said("licence", t.lang)
    return named if dataset.licence_verified else t("export.licence_open", licence=named)


def apa(work: Work, t: Text, n: Numbers) -> str:
    """A line for a list of references."""
    return t(
        "share.cite.apa", author=t("frame.app"), year=work.made, title=work.title, version=work.version, kind=work.kind,
        read=n.date(work.read), address=work.address, licence=work.licence,
    )  # fmt: skip


def bibtex(work: Work, t: Text, n: Numbers) -> str:
    """An entry for BibTeX; TeX prints what stands in it, whatever signs are in it."""
    fields = {
        "author": f"{{{_tex(t('frame.app'))}}}",
        "title": f"{{{_tex(work.title)}}}",
        "year": str(work.made),
        "version": _tex(work.version),
        "howpublished": rf"\url{{{work.address.translate(_URL)}}}",
        "urldate": work.read.isoformat(),
        "note": _tex(t("share.cite.note", kind=work.kind, read=n.date(work.read), licence=work.licence)),
        "language": _LANGUAGES[t.lang],
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{re.sub('[^A-Za-z0-9_-]', '', work.key)},\n{lines}\n}}"


def _tex(text: str) -> str:
    return text.translate(_TEX)
