"""Addresses that stay: the same figures as the pages, in words when something is wrong, each answer made once."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin
from xml.etree import ElementTree as ET

import pytest
from starlette.applications import Starlette
from typer.testing import CliRunner

from nplv_dash import ROOT
from nplv_dash.cli import app as command
from nplv_dash.domain.editions import EDITION_NAME, Passport
from nplv_dash.domain.futures import CONTINUED, OUTCOMES, FutureScenario
from nplv_dash.domain.scenario import Scenario
from nplv_dash.model import horizon
from nplv_dash.present.export import csv_international
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import chosen_tables, freeze, model_rows, report, sensitivity
from nplv_dash.services import editions as kept_editions
from nplv_dash.services.archive import Archive
from nplv_dash.services.compare import compare
from nplv_dash.services.links import link_of
from nplv_dash.services.mapview import Selection
from nplv_dash.services.redistribution_map import LOOKS
from nplv_dash.ui import editions, funding, goals, model, quoted
from nplv_dash.ui.blocks import figures_table
from nplv_dash.ui.blocks.explorer import ALL
from nplv_dash.ui.data import workspace
from nplv_dash.ui.routes import all_routes, api
from nplv_dash.ui.routes.addresses import PARTS, embedded
from nplv_dash.ui.routes.answers import Asked
from nplv_dash.ui.routes.parts import FOUND
from tests.ui.asgi import Got, ask, in_a_loop

PLEA = Scenario.of(model.parameters(), {"share_redirected": 0.35})
FUTURE = FutureScenario(seed=11)


def get(address: str, **headers: str) -> Got:
    return in_a_loop(ask(Starlette(routes=all_routes()), address, **headers))


def followed(address: str) -> str:
    """Where an address leads on to, also below a path of a proxy."""
    below = "https://a.example/nplv"
    found = urljoin(below + address, get(address).headers["location"])
    assert found.startswith(f"{below}/")
    return found.removeprefix(below)


@pytest.fixture(autouse=True)
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """An archive of this test."""
    monkeypatch.setenv("NPLV_ARCHIVE", str(tmp_path / "archive"))
    return quoted.archive()


def below(scenario: Scenario | FutureScenario, table: str) -> str:
    """The address of a table of a scenario."""
    page, _, query = link_of(editions.passport(scenario)).partition("?")
    return f"/api/v1/{page}/{table}?{query}"


class _Whole(HTMLParser):
    """Whether every tag is closed, and what is fetched."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "img", "link"}:
            self.open.append(tag)
        self.fetched += [value or "" for name, value in attrs if name == "src"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_map_gives_the_rows_that_the_page_offers(lang: Any) -> None:
    got = get(f"/api/v1/kaart.csv?niveau=wijken&cijfer=lbm&jaar=2022&rond=rotterdam-zuid&lang={lang}")
    figures = Figures(Text(lang), Numbers(lang))
    selection = Selection("wijken", "lbm", 2022, "rotterdam-zuid")
    assert got.status == 200
    assert got.body == csv_international(figures_table.export(workspace(), selection, figures))
    assert got.headers["content-type"] == "text/csv; charset=utf-8"
    assert got.headers["access-control-allow-origin"] == "*"


NEEDED = {"gebied": "?gebied=rotterdam-zuid", "vergelijken": "?s1=plea_2024&s2=fair_share_gemeente"}


@pytest.mark.parametrize("name", api.EXPORTS)
def test_every_table_is_a_csv_with_rows(name: str) -> None:
    got = get(f"/api/v1/{name}.csv{NEEDED.get(name, '')}")
    rows = list(csv.reader(io.StringIO(got.body.decode())))
    assert got.status == 200
    assert len(rows) > 5
    assert {len(row) for row in rows} == {len(rows[0])}
    # What a spreadsheet would run; a negative number is none.
    assert not [cell for row in rows for cell in row if re.match(r"[=+@]|-(?![\d.])", cell)]


@pytest.mark.parametrize("scenario", [PLEA, FUTURE], ids=["redistribution", "funding"])
def test_a_scenario_gives_the_bytes_that_the_command_writes(scenario: Any, tmp_path: Path) -> None:
    said = CliRunner().invoke(command, ["run", link_of(editions.passport(scenario)), "--out", str(tmp_path / "out")])
    assert said.exit_code == 0, said.output
    for path in sorted((tmp_path / "out").iterdir()):
        got = get(below(scenario, path.name))
        assert got.status == 200
        assert got.body == path.read_bytes(), path.name


CHOSEN = [(page, name) for page, tables in chosen_tables.TABLES.items() for name in tables]


@pytest.mark.parametrize(("page", "name"), CHOSEN)
def test_what_is_chosen_to_see_has_its_table(page: str, name: str) -> None:
    scenario = PLEA if page == "herverdeling" else FUTURE
    first = get(below(scenario, f"{name}.csv"))
    rows = list(csv.DictReader(io.StringIO(first.body.decode())))
    assert first.status == 200
    assert rows
    assert {row["passport"] for row in rows} == {editions.passport(scenario).id}
    other = {"uitkomst": "areas_change", "doeljaar": "5", "thema": "work", "naast": "stop_2025"}
    asked = next(one for one in chosen_tables.TABLES[page][name] if one in other)
    changed = get(f"{below(scenario, f'{name}.csv')}&{asked}={other[asked]}")
    assert changed.status == 200
    assert (changed.body, changed.headers["etag"]) != (first.body, first.headers["etag"])
    assert get(f"{below(scenario, f'{name}.csv')}&{asked}=nothing").status == 400


def test_the_table_of_single_assumptions_has_the_figures_of_the_model() -> None:
    rows = list(csv.DictReader(io.StringIO(get(below(PLEA, "drives.csv")).body.decode())))
    found = next(
        one
        for one in sensitivity.tornado(model.country(), model.parameters(), PLEA)
        if one.outcome == model_rows.EFFECT
    )
    widest = found.swings[0]
    assert rows[0]["assumption"] == sensitivity.parameter_of(model.parameters(), widest.name).id
    assert float(rows[0]["outcome_sd_high"]) == pytest.approx(widest.at_high, abs=5e-5)
    assert all(float(row["outcome_sd_central"]) == pytest.approx(found.centre, abs=5e-5) for row in rows)


def test_a_comparison_gives_the_rows_that_the_page_offers() -> None:
    address = f"/api/v1/vergelijken.csv{NEEDED['vergelijken']}"
    rows = list(csv.DictReader(io.StringIO(get(address).body.decode())))
    examples = {one.scenario.name: model.full(one.scenario) for one in model.examples()}
    plea, fair = examples["plea_2024"], examples["fair_share_gemeente"]
    apart = compare(plea, fair)
    for headline in report.headlines(plea):
        first, second = (
            next(one for one in rows if (one["scenario"], one["figure"]) == (letter, headline.name)) for letter in "AB"
        )
        assert float(first["value"]) == report.rounded_by(headline.value, headline.unit)
        found = apart.get(headline.name)
        told = report.rounded_by(float(found.band.median), headline.unit) if found else None
        assert (first["difference"], second["difference"] and float(second["difference"])) == ("", told or "")
    for query in ("", "?s1=plea_2024", "?s1=plea_2024&s2=plea_2024", "?s1=plea_2024&s2=nothing", "?s1=plea_2024&s3x=a"):
        assert get(f"/api/v1/vergelijken.csv{query}").status == 400, query


def test_what_a_browser_has_is_not_sent_again() -> None:
    first = get(below(PLEA, "areas.csv"))
    tag = first.headers["etag"]
    again = get(below(PLEA, "areas.csv"), if_none_match=f'"other", W/{tag}')
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert get(below(PLEA, "years.csv")).headers["etag"] != tag
    assert get(below(Scenario(), "areas.csv"), if_none_match=tag).status == 200


def test_ten_at_once_are_one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, made = Scenario(seed=987), []
    tables = quoted.tables

    def counted(asked: quoted.Wanted) -> Mapping[str, bytes]:
        made.append(asked)
        return tables(asked)

    monkeypatch.setattr(quoted, "tables", counted)
    app = Starlette(routes=all_routes())

    async def ten() -> list[Got]:
        return await asyncio.gather(*(ask(app, below(scenario, "areas.csv")) for _ in range(10)))

    answers = in_a_loop(ten())
    assert {one.status for one in answers} == {200}
    assert len({one.body for one in answers}) == 1
    assert len(made) == 1


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/v1/nothing.csv", 404, "kaart.csv"),
        ("/api/v2/", 404, "/api/v1/"),
        ("/api/v1/kaart.csv?jaar=1900", 400, "1900"),
        ("/api/v1/kaart.csv?cijfer=<script>", 400, "welfare"),
        ("/api/v1/kaart.csv?jaarr=2022", 400, "jaar"),
        ("/api/v1/gebied.csv", 400, "rotterdam-zuid"),
        ("/api/v1/gebied.csv?gebied=../../etc", 400, "rotterdam-zuid"),
        ("/api/v1/herverdeling/nothing.csv", 404, "areas.csv"),
        ("/api/v1/herverdeling/areas.csv?share_redirected=9", 400, "share_redirected"),
        ("/api/v1/herverdeling/areas.csv?share_redirectd=0.1", 400, "share_redirected"),
        ("/api/v1/herverdeling/areas.csv?v=1&uitgave=00000000", 410, "00000000"),
        ("/api/v1/na_de_financiering/futures.csv?seed=x", 400, "seed"),
    ],
)
def test_what_is_wrong_is_said_in_words(address: str, status: int, said: str) -> None:
    got = get(address)
    assert got.status == status
    assert said in got.body.decode()
    assert got.headers["access-control-allow-origin"] == "*"
    assert all(one["what"] and one["remedy"] for one in got.json["errors"])
    assert str(ROOT) not in got.body.decode()


def test_an_unforeseen_error_is_a_number_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(quoted, "wanted", lambda *_: broken(None))
    got = get("/api/v1/herverdeling/areas.csv")
    assert got.status == 500
    assert "secret" not in got.body.decode()
    assert got.json["errors"][0]["where"] in caplog.text


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_index_lists_addresses_that_work(lang: str) -> None:
    assert followed("/api/v1") == "/api/v1/"
    got = get(f"/api/v1/?lang={lang}")
    for one in (*got.json["tables"].values(), *got.json["scenarios"].values()):
        for example in one["examples"]:
            assert get(f"/api/v1/{example}").status == 200
    html = get(f"/api/v1/?lang={lang}", accept="text/html,*/*")
    assert html.headers["content-type"].startswith("text/html")
    assert not _Whole(html.body.decode()).open
    assert f'<html lang="{lang}">' in html.body.decode()


def test_the_block_offers_the_parts_that_there_are() -> None:
    assert {page: set(parts) for page, parts in PARTS.items()} == {page: set(parts) for page, parts in FOUND.items()}


#: Every part in Dutch, and of each page one in English: every picture is read in both where it is made.
ALONE = [
    (page, part, lang)
    for page, parts in PARTS.items()
    for i, part in enumerate(parts)
    for lang in (["nl", "en"] if i == 0 else ["nl"])
]


@pytest.mark.parametrize(("page", "part", "lang"), ALONE)
def test_every_part_stands_alone(page: str, part: str, lang: str) -> None:
    query = f"?lang={lang}" + ("&gebied=rotterdam-zuid" if page == "gebied" else "")
    got = get(f"/embed/{page}/{part}{query}")
    html = got.body.decode()
    assert got.status == 200
    assert f'<html lang="{lang}">' in html
    found = _Whole(html)
    assert (found.open, found.fetched) == ([], [])
    assert "<script" not in html
    for needed in ("<h1>", 'role="img"', "<footer>", 'target="_blank"', "EUPL" if page == "herverdeling" else "CBS"):
        assert needed in html or ((needed == "CBS" and "BZK" in html) or "Rijksoverheid" in html or "EUPL" in html)
    assert "frame-ancestors *" in got.headers["content-security-policy"]
    assert "default-src 'none'" in got.headers["content-security-policy"]


def test_a_part_is_also_an_svg_and_a_png() -> None:
    svg, png = (get(f"/embed/gebied/trend.{ending}?gebied=rotterdam-zuid") for ending in ("svg", "png"))
    assert ET.fromstring(svg.body).tag.endswith("svg")  # noqa: S314  we made it
    assert png.body.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("part", "queries"),
    [
        ("gebied/themas", ("gebied=delft-west", "gebied=rotterdam-zuid")),
        ("gebied/delen", ("gebied=delft-west", "gebied=rotterdam-zuid")),
        ("kaart/kaart", ("niveau=wijken", "niveau=wijken&klassen=quantile", "niveau=gebieden")),
        ("herverdeling/kaart", ("", "blik=before", "share_redirected=0.6")),
        ("herverdeling/aannames", ("", "uitkomst=areas_change", "share_redirected=0.6")),
        ("herverdeling/prijs", ("", "doeljaar=5")),
        ("na_de_financiering/toekomst", ("", "thema=work", "naast=stop_2025", "end_year=2030&naast=own")),
        ("na_de_financiering/toekomsten", ("", "thema=work", "until=2035")),
        ("na_de_financiering/aannames", ("thema=work", "thema=safety")),
        ("na_de_financiering/afstand", ("", "gebied=delft-west", "naast=stop_2025")),
        ("na_de_financiering/gemeten", ("", f"vergelijking={funding.measured().variants[2].id}")),
        ("na_de_financiering/vooruitgang", ("", "periode=2018-2022", "gebied=delft-west")),
    ],
)
def test_a_part_follows_what_is_chosen(part: str, queries: tuple[str, ...]) -> None:
    page, _, name = part.partition("/")
    shown = [FOUND[page][name](Asked({}, dict(parse_qsl(query))), workspace()) for query in queries]
    assert len({one.draw(Text("nl"), Numbers("nl")).alt for one in shown}) == len(queries)
    assert len({one.key for one in shown}) == len(queries), "each has a tag of its own"


@pytest.mark.parametrize(
    "address",
    ["herverdeling/kaart?blik=x", "herverdeling/prijs?doeljaar=99", "na_de_financiering/gemeten?vergelijking=x",
     "na_de_financiering/toekomst?naast=to_2028", "kaart/kaart?klassen=x"],
)  # fmt: skip
def test_a_choice_that_there_is_not_is_refused_in_words(address: str) -> None:
    got = get(f"/embed/{address}")
    assert got.status == 400
    assert "<h1>" in got.body.decode()


def test_who_may_frame_a_part_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPLV_EMBED_ANCESTORS", "https://krant.nl")
    got = get("/embed/gebied/trend?gebied=rotterdam-zuid")
    assert got.headers["content-security-policy"].endswith("frame-ancestors https://krant.nl")


def test_errors_of_pages_are_pages_and_nothing_in_them_runs() -> None:
    got = get("/embed/kaart/kaart?cijfer=%3Cscript%3Ealert(1)%3C/script%3E")
    assert got.status == 400
    assert "<script" not in got.body.decode()
    assert got.headers["content-type"].startswith("text/html")
    assert get("/embed/kaart/none").status == get("/vast/none").status == get("/vast/a/b/c").status == 404


def test_a_page_with_embed_leads_to_its_part() -> None:
    asked = {"embed": "true", "deel": "kaart", "cijfer": "lbm", "lang": "en"}
    assert embedded("kaart", asked) == "embed/kaart/kaart?cijfer=lbm&lang=en"
    assert embedded("kaart", {"embed": "true"}) is None
    # On that page the same name is the choice of a tab.
    assert embedded("na_de_financiering", {"deel": "toekomst"}) is None


@pytest.mark.parametrize(("page", "part"), [(page, part) for page, parts in PARTS.items() for part in parts])
def test_the_whole_address_of_a_page_leads_to_each_of_its_parts(page: str, part: str) -> None:
    of_page = {
        "overzicht": {},
        "kaart": {"niveau": "wijken", "cijfer": "lbm", "rond": "delft-west", "plek": "WK059924", "tegels": "1"},
        "gebied": {"gebied": "delft-west", "tab": "cijfers"},
        "herverdeling": dict(parse_qsl(link_of(editions.passport(PLEA)).partition("?")[2])) | {"tab": "goal"},
        "na_de_financiering": dict(parse_qsl(link_of(editions.passport(FUTURE)).partition("?")[2]))
        | {"thema": "work", "gebied": "delft-west", "periode": "2018-2022"},
    }[page]
    found = embedded(page, {**of_page, "embed": "true", "deel": part, "lang": "en"})
    assert found is not None
    path, _, query = found.partition("?")
    # Finding it refuses what it does not know; drawing it is tested above.
    asked = dict(parse_qsl(query))
    assert path == f"embed/{page}/{part}"
    assert asked["lang"] == "en"
    shown = FOUND[page][part](Asked({}, asked, lang="en"), workspace())
    assert get(f"/api/v1/{shown.csv}").status == 200


@pytest.mark.parametrize(
    ("part", "csv"),
    [("kaart", "kaart.csv?niveau=wijken&cijfer=lbm&jaar=2022&rond=delft-west"), ("themas", "overzicht.csv")],
)
def test_a_part_of_an_area_leads_to_the_figures_that_it_shows(part: str, csv: str) -> None:
    html = get(f"/embed/gebied/{part}?gebied=delft-west&lang=en").body.decode()
    english = f"../../api/v1/{csv}{'&' if '?' in csv else '?'}lang=en"
    assert f'href="{english.replace("&", "&amp;")}"' in html


@pytest.fixture
def frozen(archive: Archive) -> str:
    """The id of a frozen scenario of redistribution."""
    passport, files = _files_of_plea()
    return archive.keep(passport, files, quoted.today()).id


@cache
def _files_of_plea() -> tuple[Passport, Mapping[str, bytes]]:
    return quoted.frozen_files(PLEA)


def test_what_is_frozen_is_served_with_its_bytes(frozen: str, archive: Archive) -> None:
    assert followed(f"/vast/{frozen}") == f"/vast/{frozen}/"
    found = archive.find(frozen)
    sides = {freeze.name_of("herverdeling", "aannames", {"uitkomst": one}) for one in horizon.OUTCOMES}
    maps = {freeze.name_of("herverdeling", "kaart", {"blik": look}) for look in LOOKS}
    prices = {freeze.name_of("herverdeling", "prijs", {"doeljaar": year}) for year in goals.YEARS}
    assert {f"{name}.{lang}.svg" for name in (*maps, *prices, *sides) for lang in ("nl", "en")} <= set(found.files)
    assert len({found.files[f"{name}.nl.svg"] for name in (*maps, *prices)}) == len(maps) + len(prices)
    # Embeds of the page and of the archive are one picture.
    for part, query in (("kaart", "blik=after"), ("prijs", "doeljaar=5")):
        live = get(f"/embed/herverdeling/{part}.svg?{link_of(editions.passport(PLEA)).partition('?')[2]}&{query}").body
        name = freeze.name_of("herverdeling", part, dict(parse_qsl(query)))
        assert archive.read(found, f"{name}.nl.svg") == live
    for name in found.files:
        got = get(f"/vast/{frozen}/{name}")
        assert (got.status, got.body) == (200, archive.read(found, name))
    for lang in ("nl", "en"):
        page = get(f"/vast/{frozen}/?lang={lang}").body.decode()
        fetched = _Whole(page).fetched
        assert fetched
        assert all(get(f"/vast/{frozen}/{name}").status == 200 for name in fetched)
        assert frozen in page
        assert editions.current("redistribution").id in page
    assert followed(f"/vast/{frozen}/nu") == f"/{link_of(editions.passport(PLEA))}"
    assert get(f"/vast/{frozen}/passport.json").status == 404


def test_after_the_data_changed_the_frozen_figures_are_given_and_no_others(
    frozen: str, archive: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address, then = below(PLEA, "areas.csv"), editions.current("redistribution")
    was = archive.read(archive.find(frozen), "areas.csv")
    now = then.model_copy(update={"data": {"bundle": "of another day"}})
    monkeypatch.setattr(editions, "current", lambda _: now)
    monkeypatch.setattr(editions, "kept", lambda: (then,))
    assert get(address).body == was
    assert get(f"/vast/{frozen}/areas.csv").body == was
    other = below(PLEA, "areas.csv")
    assert then.id not in other
    gone = get(address.replace("0.35", "0.36"))
    assert gone.status == 410
    assert then.id in gone.body.decode()
    html = get(address.replace("/api/v1/herverdeling/areas.csv", "/embed/herverdeling/kanten")).body.decode()
    assert f"vast/{frozen}" in html
    # The command says the same, and gives the frozen files where they are asked for.
    monkeypatch.setattr(kept_editions, "current", lambda *_: now)
    refused = CliRunner().invoke(command, ["run", frozen, "--out", str(tmp_path / "no")])
    assert refused.exit_code == 1
    assert then.id in refused.output
    assert not (tmp_path / "no").exists()
    said = CliRunner().invoke(command, ["run", frozen, "--frozen", "--out", str(tmp_path / "out")])
    assert said.exit_code == 0, said.output
    assert (tmp_path / "out" / "areas.csv").read_bytes() == was


def test_what_was_frozen_with_an_earlier_version_is_found_by_the_link_of_then(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = editions.current("redistribution")
    # In that version the share began elsewhere, so that its link does not name the one that it began with.
    levers = {**now.levers, "share_redirected": now.levers["share_redirected"].model_copy(update={"default": 0.35})}
    then = now.model_copy(update={"version": "0", "levers": levers})
    scenario = replace(Scenario.of(model.parameters(), {"workers": 0.5}), version="0")
    passport = Passport(scenario, then)
    archive.keep(passport, {"areas.csv": b"of then"}, quoted.today())
    monkeypatch.setattr(editions, "kept", lambda: (then, now))
    asked = quoted.wanted("herverdeling", {"v": "0", EDITION_NAME: then.id, "workers": "0.5"})
    assert asked.passport.id == passport.id
    assert dict(asked.scenario.changes) == {"share_redirected": 0.35, "workers": 0.5}
    assert quoted.tables(asked) == {"areas.csv": b"of then"}


def test_the_command_finds_a_passport(frozen: str, archive: Archive, tmp_path: Path) -> None:
    said = CliRunner().invoke(command, ["run", frozen, "--out", str(tmp_path / "out")])
    assert said.exit_code == 0, said.output
    found = archive.find(frozen)
    for path in (tmp_path / "out").iterdir():
        assert path.read_bytes() == archive.read(found, path.name), path.name
    unknown = CliRunner().invoke(command, ["run", "0123456789ab", "--out", str(tmp_path / "no")])
    assert unknown.exit_code == 1


def test_a_scenario_of_funding_is_frozen_with_every_theme_and_what_its_levers_are_about(archive: Archive) -> None:
    scenario = FutureScenario.of(funding.parameters(), {"end_year": 2033})
    passport, files = quoted.frozen_files(scenario)
    found = archive.keep(passport, files, quoted.today())
    assert get(f"/vast/{found.id}/futures.csv").body == get(below(scenario, "futures.csv")).body
    first = {"toekomst.nl.svg", "toekomst.en.html", "toekomsten.nl.svg", "blijft.en.svg", "index.nl.html"}
    assert first <= set(found.files)
    for theme in OUTCOMES:
        for beside in (CONTINUED, "own"):
            name = freeze.name_of("na_de_financiering", "toekomst", {"thema": theme, "naast": beside})
            assert f"{name}.nl.svg" in found.files
    # One that no lever is about is not: its figures stand in the picture of all futures.
    name = freeze.name_of("na_de_financiering", "toekomst", {"naast": "stop_2025"})
    assert f"{name}.nl.svg" not in found.files
    assert {"afstand.nl.svg", "afstand.en.html"} <= set(found.files)
    own = freeze.name_of("na_de_financiering", "toekomst", {"naast": "own"})
    assert files["toekomst.nl.svg"] != files[f"{own}.nl.svg"]
    for area in workspace().bundle.areas:
        for beside in (CONTINUED, "own"):
            name = freeze.name_of("na_de_financiering", "afstand", {"gebied": area.id, "naast": beside})
            assert area.name in get(f"/vast/{found.id}/{name}.en.svg").body.decode()
    page = get(f"/vast/{found.id}/?lang=nl").body.decode()
    drawn = {name for name in found.files if name.endswith(".nl.svg")}
    shown = {name for name in drawn if f'src="{name}"' in page}
    assert {name for name in drawn if f'href="{name}"' in page} == drawn - shown
    assert {name for name in drawn - shown if not name.startswith("afstand_")} == set()
    assert {"afstand.nl.svg", f"{own}.nl.svg"} <= shown


def test_what_is_chosen_at_first_has_no_name_of_its_own() -> None:
    page = "na_de_financiering"
    assert freeze.name_of(page, "toekomst", {}) == "toekomst"
    assert freeze.name_of(page, "toekomst", {"thema": "liveability", "deel": "gap"}) == "toekomst"
    assert freeze.name_of(page, "toekomst", {"thema": "safety"}) == "toekomst_safety_to_2042"
    assert freeze.name_of(page, "afstand", {"gebied": ALL}) == "afstand"
    assert freeze.name_of("herverdeling", "kaart", {"blik": "before"}) == "kaart_before"
    assert freeze.name_of("herverdeling", "prijs", {"doeljaar": goals.FIRST_YEAR}) == "prijs"
