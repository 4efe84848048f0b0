"""The page Vergelijken: what stands side by side is in the address, and every figure is the model's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from io import BytesIO
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from nplv_dash.domain.editions import EDITION_NAME, Passport
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.export import csv_dutch, csv_international, xlsx
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services.compare import OUTCOMES, compare
from nplv_dash.services.links import link_of
from nplv_dash.services.redistribution import FULL, Result, three
from nplv_dash.sources.scenarios import write_own
from nplv_dash.ui import editions, model
from nplv_dash.ui.blocks.compare import choose, entries, files, page, tables
from nplv_dash.ui.blocks.compare.view import View
from nplv_dash.ui.data import workspace
from tests.ui.helpers import assert_sound, html, run_page
from tests.ui.test_frame import HOSTILE

T, N = Text("nl"), Numbers("nl")
PARAMETERS = model.parameters()
EXAMPLES = {str(one.scenario.name): one for one in model.examples()}
OWN = Scenario.of(PARAMETERS, {"share_redirected": 0.3, "reach": "land"})


def page_of(lang: Lang = "nl", **query: str) -> AppTest:
    app = run_page("vergelijken", lang, **query)
    assert_sound(app)
    return app


def passport(scenario: Scenario) -> Passport:
    return editions.passport(scenario)


def query(scenario: Scenario) -> str:
    return link_of(passport(scenario)).partition("?")[2]


def stand(*keys: str) -> dict[str, str]:
    """What the address says where these examples stand side by side."""
    return {f"s{i}": query(EXAMPLES[key].scenario) for i, key in enumerate(keys, 1)}


def said(app: AppTest) -> str:
    return "\n".join(block.value for block in app.markdown)


def notices(app: AppTest) -> list[str]:
    return [info.value for info in app.info]


def asked(app: AppTest) -> dict[str, str]:
    return {name: value for name, value in app.query_params.items() if re.fullmatch("[sn][0-9]", name)}


def results(*scenarios: Scenario) -> tuple[Result, ...]:
    return tuple(model.full(scenario) for scenario in scenarios)


def view_of(names: tuple[str, ...], *scenarios: Scenario, lang: Lang = "nl") -> View:
    t, n = Text(lang), Numbers(lang)
    return View(workspace(), model.country(), PARAMETERS, results(*scenarios), names, t, n)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_opens_with_two_examples_and_a_sentence_for_every_difference(lang: Lang) -> None:
    app = page_of(lang)
    assert asked(app) == stand("plea_2024", "fair_share_gemeente")
    first, other = results(EXAMPLES["plea_2024"].scenario, EXAMPLES["fair_share_gemeente"].scenario)
    view = view_of(("", ""), first.scenario, other.scenario, lang=lang)
    differences = compare(first, other)
    assert len(differences) == len(OUTCOMES) - 2
    for difference in differences.values():
        assert tables.sentence(view, difference, 1) in said(app)
    assert notices(app) == []


def test_all_of_one_size_and_on_the_same_draws() -> None:
    app = page_of(s1="plea_2024", s2="stress", s3="everything", s4=query(OWN))
    settled = T("vergelijken.settled", count=N.integer(FULL), seed=20240403)
    assert settled in [caption.value for caption in app.caption]
    words = Outcomes(T, N)
    for scenario in (EXAMPLES["plea_2024"].scenario, EXAMPLES["stress"].scenario, OWN):
        low, middle, high = three(model.full(scenario).areas.change.at(-1))
        assert f"{N.decimal(middle, 1, signed=True)}" in html(app)
        bounds = [words.n.decimal(bound, 1, signed=True) for bound in (low, high)]
        assert T("kaart.legend.between", low=bounds[0], high=bounds[1]) in html(app)


def test_a_link_gives_the_same_comparison() -> None:
    app = page_of(s1=query(OWN), n1="ons voorstel", s2="plea_2024")
    again = page_of(**asked(app))
    assert asked(again) == asked(app)
    assert asked(app)["n1"] == "ons voorstel"
    assert EDITION_NAME in asked(app)["s1"]
    assert "A: ons voorstel" in html(again)
    assert html(again) == html(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_of_an_earlier_edition_shows_what_it_showed_and_says_once_what_changed(
    monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    now = editions.current("redistribution")
    levers = {**now.levers, "workers": now.levers["workers"].model_copy(update={"default": 0.3})}
    then = now.model_copy(update={"version": "0", "levers": levers})
    monkeypatch.setattr(editions, "kept", lambda: (then, now))
    link = {f"s{i}": f"v=0&{EDITION_NAME}={then.id}&share_redirected={share}" for i, share in ((1, 0.5), (2, 0.3))}
    app = page_of(lang, **link)
    assert asked(app) == {
        f"s{i}": query(Scenario.of(PARAMETERS, {"share_redirected": share, "workers": 0.3}))
        for i, share in ((1, 0.5), (2, 0.3))
    }
    (notice,) = notices(app)
    assert then.id in notice
    assert Text(lang)("passport.changed.version", now=now.version) in notice
    assert Text(lang)(f"{PARAMETERS['workers'].label}.label") in notice


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"s1": "nergens", "s2": "plea_2024"}, "compare_example"),
        ({"s1": "plea_2024", "s2": "v=1&share_redirected=9"}, "link_refused"),
        ({"s1": "plea_2024", "s2": "https://example.org"}, "link_unreadable"),
        ({"s1": "plea_2024", "s2": "na_de_financiering?"}, "compare_funding"),
        ({"s1": "plea_2024", "s2": HOSTILE}, "link_unreadable"),
    ],
)
def test_what_cannot_be_used_is_one_notice_on_a_working_page(given: dict[str, str], key: str) -> None:
    app = page_of(**given)
    (notice,) = notices(app)
    assert T(f"errors.{key}.remedy") in notice
    # What a stranger wrote stands between backticks, where Markdown reads nothing.
    assert "example.org" not in "".join(notice.split("`")[::2])
    assert len(asked(app)) == 2


def test_too_many_twice_and_another_seed_are_one_notice() -> None:
    app = page_of(
        s1="plea_2024", s2="plea_2024", s3="stress", s4="everything", s5="as_now", s6="workers_first",
        s7=query(Scenario.of(PARAMETERS, {}, 7)),
    )  # fmt: skip
    (notice,) = notices(app)
    for remark, values in (("double", {}), ("many", {"most": 4, "given": 6}), ("seed", {"seed": 20240403})):
        assert T(f"vergelijken.remark.{remark}", **values) in notice
    assert asked(app) == stand("plea_2024", "stress", "everything", "as_now")


def test_a_link_that_came_loose_is_said() -> None:
    app = page_of(s1="plea_2024", s2="v=1", share_redirected="0.5")
    assert any(T("vergelijken.remark.cut") in notice for notice in notices(app))


@pytest.mark.parametrize(
    ("given", "said"), [(query(OWN), "vergelijken.remark.few"), ("v=1&workers=0.3", "passport.cut")]
)
def test_half_a_link_is_said(given: str, said: str) -> None:
    assert any(T(said) in notice for notice in notices(page_of(s1=given)))


def test_a_notice_goes_once_something_else_is_chosen() -> None:
    app = page_of(s1="nergens")
    assert len(notices(app)) == 1
    app.selectbox(key="naast_1").select("stress").run()
    assert_sound(app)
    assert notices(app) == []
    assert asked(app)["s2"] == query(EXAMPLES["stress"].scenario)


def test_the_same_twice_is_not_taken() -> None:
    app = page_of()
    app.selectbox(key="naast_1").select("plea_2024").run()
    (notice,) = notices(app)
    assert T("vergelijken.remark.double") in notice
    assert asked(app) == stand("plea_2024", "fair_share_gemeente")


def test_cards_add_remove_name_and_put_first() -> None:
    app = page_of(s1="plea_2024", s2="stress")
    app.session_state["naast_meer"] = True
    app.run()
    app.button(key="naast_voorbeeld").click().run()
    assert asked(app) == stand("plea_2024", "stress", "as_now")
    app.text_input(key="naast_naam_2").set_value("  niets   doen ").run()
    assert asked(app)["n3"] == "niets doen"
    app.button(key="naast_eerst_2").click().run()
    assert asked(app) == stand("as_now", "plea_2024", "stress") | {"n1": "niets doen"}
    app.button(key="naast_weg_0").click().run()
    assert asked(app) == stand("plea_2024", "stress")
    assert_sound(app)


def test_a_pasted_link_stands_beside_them() -> None:
    app = page_of(s1="plea_2024", s2="stress")
    app.session_state["naast_meer"] = True
    app.run()
    app.text_input(key="naast_link").set_value(f"https://voorbeeld.nl/{link_of(passport(OWN))}").run()
    assert asked(app)["s3"] == query(OWN)
    app.text_input(key="naast_link").set_value("onzin").run()
    (notice,) = notices(app)
    assert T("errors.compare_example.what") in notice
    assert len(asked(app)) == 3


def test_a_file_stands_beside_them_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    put: dict[str, object] = {}
    monkeypatch.setattr(entries, "add", lambda entry: put.update(entry=entry))
    monkeypatch.setattr(entries, "refuse", lambda error: put.update(error=error))
    for content in (write_own(passport(OWN), "=kwaad()"), b"levers: ["):
        file = SimpleNamespace(name="scenario.yaml", getvalue=lambda content=content: content)
        monkeypatch.setattr(choose.st, "session_state", {"naast_bestand": file})
        choose._take()
    entry = put["entry"]
    assert isinstance(entry, entries.Entry)
    assert (entry.scenario, entry.name, entry.edition) == (OWN, "=kwaad()", passport(OWN).edition.id)
    assert "error" in put


def test_strangers_write_text_only() -> None:
    name = '<img src=x onerror="alert(1)">'
    app = page_of(s1="plea_2024", s2="stress", n2=name)
    bodies = "\n".join(block.proto.body for block in app.get("html"))
    assert "<img" not in bodies
    assert "&lt;img src=x" in bodies
    assert name not in said(app)


def test_a_wijk_is_shown_in_every_scenario() -> None:
    app = page_of(s1="plea_2024", s2="stress", s3="as_now", wijk="WK034403")
    places = model.full(EXAMPLES["stress"].scenario).places
    index = model.country().index["WK034403"]
    assert N.percent(places.after[index], 1) in html(app)
    assert T("vergelijken.map.wijk", name=model.country().names[index], gemeente="Utrecht") in html(app)


@pytest.mark.parametrize("cell", ["outcome", "apart"])
def test_areas_stand_in_the_official_order(cell: str) -> None:
    app = page_of(cel=cell)
    caption = T(f"vergelijken.areas.caption.{cell}", first="A")
    table = next(unescape(block.proto.body) for block in app.get("html") if caption in unescape(block.proto.body))
    names = [area.name for area in sorted(workspace().bundle.areas, key=lambda area: area.number)]
    assert sorted(names, key=table.index) == names


class TestFile:
    """What can be downloaded."""

    def test_holds_the_figures_of_the_page_with_their_passports(self) -> None:
        view = view_of(("plea", "eigen"), EXAMPLES["plea_2024"].scenario, OWN)
        table = files.export(view, "").table
        assert list(table["passport"].unique()) == [passport(one.scenario).id for one in view.results]
        row = table[(table["scenario"] == "B") & (table["figure"] == "areas_change")].iloc[0]
        low, middle, high = three(compare(*view.results)["areas_change"].band)
        found = (row["difference_80_low"], row["difference"], row["difference_80_high"])
        assert found == pytest.approx((low, middle, high), abs=6e-4)
        assert row["lower_pct"] + row["same_pct"] + row["higher_pct"] == pytest.approx(100)
        assert table[table["scenario"] == "A"]["difference"].isna().all()

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_opens_everywhere_and_runs_nothing(self, lang: Lang) -> None:
        view = view_of(("=1+1", "@b"), EXAMPLES["plea_2024"].scenario, OWN, lang=lang)
        export = files.export(view, "https://voorbeeld.nl/vergelijken?s1=plea_2024")
        book = load_workbook(BytesIO(xlsx(export, readme="uitleg", data="cijfers")))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        notes = "\n".join(str(row[1].value) for row in book["uitleg"].iter_rows())
        for result in view.results:
            assert passport(result.scenario).id in notes
        assert "https://voorbeeld.nl/vergelijken?s1=plea_2024" in notes
        for content in (csv_dutch(export).decode("utf-8-sig"), csv_international(export).decode()):
            assert "'=1+1" in content
            assert not re.search(r"(^|[;,])[=@]", content, re.MULTILINE)

    def test_is_quick_to_name(self) -> None:
        view = view_of(("a", "b"), EXAMPLES["plea_2024"].scenario, OWN)
        offered = files.offer(view, "")
        assert re.fullmatch(r"vergelijking_[0-9a-f]{12}_[0-9a-f]{12}", offered.name)


def test_the_bar_shows_while_something_is_computed_and_not_where_all_is_at_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[float] = []

    @contextmanager
    def watched(words: str, *, turn: bool = True) -> Iterator[Callable[[float], None]]:
        assert (words, turn) == (T("vergelijken.working", count=2), False)
        yield told.append

    monkeypatch.setattr(page, "bar", watched)
    new = [Scenario.of(PARAMETERS, {"share_redirected": 0.3, "workers": share}) for share in (0.11, 0.12)]
    found = page._results(new, T)
    assert [one.scenario for one in found] == new
    assert told == [0.5, 1.0]
    assert page._results(new, T) == found
    assert told == [0.5, 1.0]
