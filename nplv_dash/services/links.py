"""Links: a scenario as the address of the page that shows it, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from nplv_dash.domain.editions import EDITION_NAME, Edition, Passport
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.futures import FutureScenario
from nplv_dash.domain.parameters import Model, Parameters, shown
from nplv_dash.domain.scenario import VERSION_NAME, Changes, Scenario, to_query
from nplv_dash.present.text import DEFAULT, LANGUAGE_NAME, Lang
from nplv_dash.services.editions import older

#: The pages that show a scenario, by their addresses.
PAGES: Final[Mapping[str, type[Changes[Any]]]] = {"herverdeling": Scenario, "na_de_financiering": FutureScenario}


def is_link(text: str) -> bool:
    """Whether a text is meant as an address, whole or from the name of the page on."""
    return "?" in text or "://" in text


def link_of(passport: Passport) -> str:
    """The address of a scenario below that of the app, such as `herverdeling?v=1&...&uitgave=...`.

    The edition stands at its end: a link of which a part is lost has none, or none that there is.
    """
    page = next(page for page, kind in PAGES.items() if isinstance(passport.scenario, kind))
    return f"{page}?{urlencode({**to_query(passport.scenario), EDITION_NAME: passport.edition.id})}"


def query_of(link: str) -> dict[str, str]:
    """What a link says behind its question mark; ValueError where that is no link at all."""
    return dict(parse_qsl(urlsplit(link.strip()).query, keep_blank_values=True))


def is_cut(query: Mapping[str, str]) -> bool:
    """Whether a link lacks its end: the app makes none with a version and without an edition."""
    return VERSION_NAME in query and not query.get(EDITION_NAME)


def address(base: str, path: str, lang: Lang) -> str:
    """The address of a page for whoever reads a file in some language.

    Args:
        base: that of the app, with a slash at its end; empty or a slash where it is not known.
        path: from the name of the page on.
    """
    if lang == DEFAULT:
        return base + path
    return f"{base}{path}{'&' if '?' in path else '?'}{LANGUAGE_NAME}={lang}"


def scenario_of(
    link: str, parameters: Mapping[Model, Parameters], editions: Iterable[Edition]
) -> tuple[Changes[Any], str | None]:
    """The scenario of a link, and the id of the edition that it names.

    Args:
        editions: that are kept; a link of an earlier version says what it said then.

    Raises:
        NplvError: `link_unreadable`, where it leads to no page with a scenario; `link_refused`, where a value in it
            does not fit: a page takes the default then and says so, but files would pass for something else.
    """
    try:
        address = urlsplit(link.strip())
        query = query_of(link)
    except ValueError as error:
        raise NplvError("link_unreadable", shown(link, 120)) from error
    kind = PAGES.get(address.path.rstrip("/").rpartition("/")[2])
    if kind is None:
        raise NplvError("link_unreadable", shown(link, 120))
    known = older(editions, kind.MODEL)
    scenario, rejected = kind.of_query(parameters[kind.MODEL], query, known)
    wrong = [one for one in rejected if not (one.error.key == "link_version" and one.value in known)]
    if wrong:
        names = ", ".join(f"{one.name}={shown(one.value)}" for one in wrong)
        raise NplvError("link_refused", shown(link, 120), names=names)
    return scenario, query.get(EDITION_NAME)
