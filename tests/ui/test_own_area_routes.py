"""Addresses for programs and other websites with an area of one's own; those of the twenty answer as before."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from nplv_dash.domain.futures import FutureScenario
from nplv_dash.domain.own_area import Definition, defined, written
from nplv_dash.present.text import Text, catalogue
from nplv_dash.services.links import link_of
from nplv_dash.ui import editions
from nplv_dash.ui.data import workspace
from nplv_dash.ui.routes import all_routes
from nplv_dash.ui.routes.addresses import embedded
from tests.ui.asgi import Got, ask, in_a_loop

T = Text("nl")
TWIN = workspace().bundle.area("breda-noord")
COPY = defined("Kopie", (*TWIN.wijken, *TWIN.buurten))
NAME = T("own_area.name", title="Kopie")


def get(path: str, **query: str) -> Got:
    said = f"?{urlencode(query)}" if query else ""
    return in_a_loop(ask(Starlette(routes=all_routes()), f"{path}{said}"))


def own(area: Definition = COPY, **query: str) -> dict[str, str]:
    return {"eigen": written([area]), **query}


def rows(got: Got) -> list[dict[str, str]]:
    assert got.status == 200, got.body[:300]
    return list(csv.DictReader(io.StringIO(got.body.decode("utf-8-sig"))))


def without(found: list[dict[str, str]], *columns: str) -> list[dict[str, str]]:
    return [{name: value for name, value in row.items() if name not in columns} for row in found]


def test_the_figures_of_a_copy_are_those_of_the_area() -> None:
    theirs = rows(get("/api/v1/gebied.csv", gebied=TWIN.id))
    ours = rows(get("/api/v1/gebied.csv", **own(gebied=COPY.id)))
    assert {row["area_name"] for row in ours} == {NAME}
    assert without(ours, "area_name") == without(theirs, "area_name")


def test_the_progress_of_a_copy_is_that_of_the_area() -> None:
    theirs = rows(get("/api/v1/vooruitgang.csv", gebied=TWIN.id))
    ours = rows(get("/api/v1/vooruitgang.csv", **own(gebied=COPY.id)))
    assert {row["name"] for row in ours} == {NAME}
    assert without(ours, "code", "name") == without(theirs, "code", "name")


def test_the_map_around_a_copy_is_that_around_the_area() -> None:
    asked = {"niveau": "wijken", "cijfer": "welfare", "jaar": "2020", "alleen": "1"}
    assert rows(get("/api/v1/kaart.csv", **own(rond=COPY.id, **asked))) == rows(
        get("/api/v1/kaart.csv", rond=TWIN.id, **asked)
    )


@pytest.mark.parametrize("address", ["kaart.csv", "gebied.csv?gebied=breda-noord", "vooruitgang.csv"])
def test_what_is_said_of_the_twenty_is_the_same_to_the_byte(address: str) -> None:
    path, _, said = address.partition("?")
    query = dict([said.split("=")]) if said else {}
    bare, beside = get(f"/api/v1/{path}", **query), get(f"/api/v1/{path}", **own(**query))
    assert bare.status == beside.status == 200
    assert bare.body == beside.body
    assert NAME.encode() not in beside.body


@pytest.mark.parametrize(
    ("page", "part", "name"),
    [("gebied", "trend", "gebied"), ("gebied", "themas", "gebied"), ("gebied", "delen", "gebied"),
     ("gebied", "kaart", "gebied"), ("kaart", "kaart", "rond"), ("na_de_financiering", "vooruitgang", "gebied")],
)  # fmt: skip
def test_it_can_stand_on_another_website(page: str, part: str, name: str) -> None:
    got = get(f"/embed/{page}/{part}.svg", **own(**{name: COPY.id}))
    assert got.status == 200, got.body[:400]
    assert NAME in got.body.decode()
    whole = get(f"/embed/{page}/{part}", **own(**{name: COPY.id}))
    assert whole.status == 200
    # The way to the page and to the figures brings the definition along.
    assert whole.body.decode().count("eigen=Kopie~WK") >= 1


@pytest.mark.parametrize(
    ("path", "query", "key"),
    [
        ("/api/v1/gebied.csv", {"gebied": COPY.id}, "api_value"),
        ("/api/v1/geld.csv", {"gebied": "alle", **own()}, "api_names"),
        ("/embed/na_de_financiering/geld.svg", {"gebied": COPY.id, **own()}, "api_names"),
        ("/api/v1/overzicht.csv", own(), "api_names"),
        ("/api/v1/gebied.csv", {"gebied": COPY.id, "eigen": "Kopie~WK0599.ZZ"}, "own_area_unknown"),
        ("/api/v1/gebied.csv", {"gebied": COPY.id, "eigen": "<b>~WK0599.10"}, "own_area_name"),
        ("/api/v1/gebied.csv", {"gebied": COPY.id, "eigen": "x" * 13_000}, "own_area_long"),
        ("/api/v1/kaart.csv", {"rond": COPY.id, "eigen": "x~WK0599.10~BU0599.1012"}, "own_area_overlap"),
    ],
)
def test_what_cannot_be_answered_is_said(path: str, query: dict[str, str], key: str) -> None:
    got = get(path, **query)
    assert got.status == 400
    body = got.body.decode()
    start = catalogue("nl")[f"errors.{key}.what"].partition("{")[0]
    assert start in (json.loads(body)["errors"][0]["what"] if body.startswith("{") else body)


def test_money_and_models_say_nothing_of_it() -> None:
    link = link_of(editions.passport(FutureScenario()))
    got = get(f"/api/v1/{link.replace('?', '/gap.csv?')}&{urlencode(own(gebied=COPY.id))}")
    assert got.status == 400
    assert T("errors.own_area_elsewhere.what") in json.loads(got.body)["errors"][0]["what"]
    # A table of a scenario that hangs on no area is answered.
    assert get(f"/api/v1/{link.replace('?', '/futures.csv?')}&{urlencode(own(gebied=COPY.id))}").status == 200


def test_a_page_without_its_bars_leads_to_the_part() -> None:
    query = {"embed": "true", "deel": "trend", **own(gebied=COPY.id)}
    assert embedded("gebied", query) == f"embed/gebied/trend?{urlencode(own(gebied=COPY.id))}"


def test_two_definitions_never_share_an_answer() -> None:
    other = defined("Kopie", ["WK059910"])
    pictures = {get("/embed/gebied/trend.svg", **own(one, gebied=one.id)).body for one in (COPY, other)}
    assert len(pictures) == 2
