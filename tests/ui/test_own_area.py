"""Areas of a visitor's own on the pages: in every chooser, marked as such, and in the link."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from nplv_dash.domain.own_area import MOST_CODES, defined, read, written
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.ui import rooms
from nplv_dash.ui.data import workspace
from nplv_dash.ui.frame import PAGES
from tests.ui.helpers import assert_sound, html, run_page, unfolded

T = Text("nl")
LINK = "Langs de rivier~WK0599.10.12.13"
AREA = read(LINK)[0].id
NAME = "Langs de rivier (eigen gebied)"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_an_own_area(lang: Lang) -> None:
    app = run_page("gebied", lang, eigen=LINK, gebied=AREA)
    assert_sound(app)
    t = Text(lang)
    name = t("own_area.name", title="Langs de rivier")
    assert app.title[0].value == name
    assert any(t("own_area.border") in info.value for info in app.info)
    assert any(t("own_area.money") in info.value for info in app.info)
    # Nothing is said of a programme that it does not have.
    assert t("gebied.facts.programme") not in html(app)
    assert t("gebied.certainty.listed") not in " ".join(info.value for info in app.info)
    assert "WK059910" in html(app)
    assert app.query_params["eigen"] == LINK


def test_who_opens_the_page_of_an_nplv_area_sees_what_was_there_before() -> None:
    bare, beside = run_page("gebied", gebied="rotterdam-zuid"), run_page("gebied", gebied="rotterdam-zuid", eigen=LINK)
    for app in (bare, beside):
        assert_sound(app)
    assert html(bare) == html(beside)
    assert [one.value for one in bare.markdown] == [one.value for one in beside.markdown]


def test_the_overview_knows_the_twenty_only() -> None:
    bare, beside = run_page("overzicht"), run_page("overzicht", eigen=LINK)
    # But for the links, in which they go along.
    assert html(bare) == html(beside).replace(f"{urlencode({'eigen': LINK})}&", "")
    assert NAME not in html(beside)


def test_who_follows_a_link_in_a_table_keeps_them() -> None:
    said = re.escape(urlencode({"eigen": LINK}))
    for lang in LANGUAGES:
        found = re.findall(r'href="\./gebied\?([^"]+)"', html(run_page("overzicht", lang, eigen=LINK)))
        assert len(found) == len(workspace().bundle.areas)
        assert all(re.match(f"{said}&gebied=", one) for one in found)
    passports = html(run_page("vergelijken", s1="plea_2024", s2="fair_share_gemeente", eigen=LINK))
    found = re.findall(r'href="\./herverdeling\?([^"]+)"', passports)
    assert len(found) == 2
    assert all(re.match(said, one) for one in found)
    assert "eigen" not in html(run_page("overzicht"))


@pytest.mark.parametrize("page", [page.id for page in PAGES])
def test_no_page_loses_them_on_the_way(page: str) -> None:
    app = run_page(page, eigen=LINK)
    assert app.query_params["eigen"] == LINK
    assert app.session_state["eigen"] == LINK


def test_a_room_says_why_it_has_the_twenty_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPLV_DATA_DIR", str(tmp_path))
    rooms.store.clear()
    try:
        bare, beside = run_page("werksessie"), run_page("werksessie", eigen=LINK)
        said = [[one.value for one in app.info] for app in (bare, beside)]
        assert [T("werksessie.own_areas") in one for one in said] == [False, True]
        rooms.store().close()
    finally:
        rooms.store.clear()


def test_the_map_around_an_own_area() -> None:
    app = run_page("kaart", eigen=LINK, rond=AREA)
    assert_sound(app)
    assert any(NAME in header.value for header in app.header)
    assert any(one.value == T("own_area.on_map", layer=T("kaart.layer.wijken")) for one in app.caption)


@pytest.mark.parametrize(
    ("link", "key", "values"),
    [
        ("x~WK0599.ZZ", "own_area_unknown", {"count": "`1`", "codes": "`WK0599ZZ`"}),
        ("x~WK0599.10~BU0599.1012", "own_area_overlap", {"codes": "`'BU05991012'`"}),
        ("x~nee", "own_area_unreadable", {"part": "`'nee'`"}),
    ],
)
def test_a_link_that_cannot_be_used_says_why(link: str, key: str, values: dict[str, str]) -> None:
    app = run_page("gebied", eigen=link)
    assert_sound(app)
    what, remedy = (T(f"errors.{key}.{one}", **values) for one in ("what", "remedy"))
    assert T("own_area.refused", what=what, remedy=remedy) in [one.value for one in app.info]
    assert "eigen" not in app.query_params
    assert app.title[0].value == workspace().bundle.areas[0].name


def test_one_area_that_cannot_be_used_leaves_the_others_of_a_link() -> None:
    app = run_page("gebied", eigen="Goed~WK0599.10~~Fout~WK0599.ZZ")
    assert_sound(app)
    assert any("WK0599ZZ" in one.value for one in app.info)
    assert "Goed (eigen gebied)" in app.selectbox(key="gebied").options


def test_what_a_stranger_wrote_is_no_markdown() -> None:
    app = run_page("gebied", eigen="![x](https://evil.example/x.png)~WK0599.10")
    assert_sound(app)
    (said,) = (one.value for one in app.info if "evil" in one.value)
    assert "`'![x](https://evil.example" in said


def test_making_an_area_from_the_list() -> None:
    app = run_page("kaart", werk="eigen")
    assert_sound(app)
    app.selectbox(key="eigen_gemeente").set_value("GM0599").run()
    app.multiselect(key="eigen_lijst_GM0599_wijk").set_value(["WK059910", "WK059912", "WK059913"]).run()
    app.text_input(key="eigen_naam").set_value("Langs de rivier").run()
    app.button(key="eigen_maak").click().run()
    assert_sound(app)
    assert [one.value for one in app.success] == [T("own_area.make.saved", name=NAME)]
    assert app.query_params["eigen"] == LINK
    # The pages where an area is chosen begin with it.
    assert app.session_state["gebied"] == AREA
    # The draft has become the area; the next one begins with nothing.
    assert any(one.value == T("own_area.make.nothing") for one in app.markdown)


def test_a_name_that_cannot_be() -> None:
    app = run_page("kaart", werk="eigen")
    app.multiselect(key="eigen_lijst_GM0363_wijk").set_value(["WK0363AD"]).run()
    app.text_input(key="eigen_naam").set_value("<b>").run()
    app.button(key="eigen_maak").click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert "eigen" not in app.query_params


def test_pasting_codes() -> None:
    app = run_page("kaart", werk="eigen")
    app.text_area(key="eigen_plak").set_value("WK059910; wk059912\nBU05991012").run()
    app.button(key="eigen_voeg_toe").click().run()
    # A buurt of a wijk that is there too.
    assert len(app.error) == 1
    app.text_area(key="eigen_plak").set_value("WK059910; wk059912").run()
    app.button(key="eigen_voeg_toe").click().run()
    assert_sound(app)
    counts = T("own_area.wijk.many", count="2")
    assert any(one.value == T("own_area.make.chosen", counts=counts) for one in app.markdown)


def test_changing_and_taking_away() -> None:
    app = run_page("kaart", werk="eigen", eigen=f"{LINK}~~Ander~WK0363.AD")
    assert_sound(app)
    app.button(key=f"edit_{AREA}").click().run()
    assert app.text_input(key="eigen_naam").value == "Langs de rivier"
    app.multiselect(key="eigen_lijst_GM0599_wijk").set_value(["WK059910"]).run()
    app.button(key="eigen_maak").click().run()
    assert_sound(app)
    assert app.query_params["eigen"] == "Ander~WK0363.AD~~Langs de rivier~WK0599.10"
    (other,) = (one.id for one in read("Ander~WK0363.AD"))
    app.button(key=f"remove_{other}").click().run()
    assert app.query_params["eigen"] == "Langs de rivier~WK0599.10"


def test_after_the_funding() -> None:
    app = run_page("na_de_financiering", eigen=LINK, gebied=AREA)
    assert_sound(app)
    assert T("own_area.after", area=NAME) in [one.value for one in app.info]
    assert T("own_area.reminder") in [one.value for one in app.info]
    assert T("own_area.distance.title") in [one.value for one in app.subheader]
    # The money is that of all areas together.
    assert T("geld.lead.all") in [one.value for one in app.markdown]


def test_a_scenario_says_what_it_does_there_and_is_the_same() -> None:
    bare, app = run_page("herverdeling", tab="places"), run_page("herverdeling", tab="places", eigen=LINK, zoom=AREA)
    for one in (bare, app):
        assert_sound(one)
    said = " ".join(one.value for one in app.markdown)
    assert T("own_area.model.not_nplv", area=NAME) in said
    assert NAME in html(app)
    assert NAME not in html(bare)
    # The table of the twenty is the same, to the letter.
    twenty = [block.proto.body for block in bare.get("html") if "Rotterdam-Zuid" in block.proto.body]
    assert twenty
    assert all(body in [block.proto.body for block in app.get("html")] for body in twenty)
    metrics = [one.value for one in bare.metric]
    assert [one.value for one in app.metric] == metrics


def test_a_comparison_has_them_in_a_table_of_their_own() -> None:
    query = {"s1": "plea_2024", "s2": "fair_share_gemeente"}
    bare, app = run_page("vergelijken", **query), run_page("vergelijken", **query, eigen=LINK, zoom=AREA)
    for one in (bare, app):
        assert_sound(one)
    assert T("own_area.model.title") in [one.value for one in app.subheader]
    twenty = [block.proto.body for block in bare.get("html") if "Rotterdam-Zuid" in block.proto.body]
    assert twenty
    assert all(body in [block.proto.body for block in app.get("html")] for body in twenty)
    assert sum(NAME in block.proto.body for block in app.get("html")) == 1


def test_slides_and_files_to_take_along() -> None:
    app = run_page("presenteren", eigen=LINK, gebied=AREA)
    assert_sound(app)
    app.button(key="meenemen").click().run()
    assert_sound(app)
    files = [one.proto.label for one in app.get("download_button")]
    assert files[-2:] == [T("brief.button"), T("brief.workbook_button")]
    (make,) = (one for one in app.button if one.label == T("presenteren.make"))
    make.click().run()
    assert_sound(app)
    assert NAME in next(block.proto.srcdoc for block in app.get("iframe"))


@pytest.mark.parametrize(
    ("page", "query"),
    [("gebied", {"gebied": AREA}), ("kaart", {"rond": AREA}), ("herverdeling", {"zoom": AREA})],
)
def test_what_is_shared_brings_the_definition_along(page: str, query: dict[str, str]) -> None:
    app = unfolded(run_page(page, eigen=LINK, **query), "delen")
    assert_sound(app)
    said = "eigen=Langs+de+rivier~WK0599.10.12.13"
    link, *others = (one.value for one in app.code)
    assert said in link
    assert AREA in link
    if page != "herverdeling":
        # The window on another website, and the address of the figures.
        assert sum(said in one.replace("&amp;", "&") for one in others) >= 2


def test_who_looks_at_an_nplv_area_shares_that_alone() -> None:
    app = unfolded(run_page("gebied", eigen=LINK, gebied="breda-noord"), "delen")
    assert "eigen=" not in app.code[0].value


def test_from_what_was_made_to_the_map_and_the_page() -> None:
    app = run_page("kaart", werk="eigen", eigen=LINK)
    app.button(key=f"map_{AREA}").click().run()
    assert_sound(app)
    assert app.query_params["rond"] == AREA
    assert "werk" not in app.query_params
    app = run_page("kaart", werk="eigen", eigen=LINK)
    app.button(key=f"open_{AREA}").click().run()
    assert_sound(app)


def test_the_longest_link_is_shared_without_a_code() -> None:
    # One wijk of many municipalities each: nothing can be shortened.
    units = workspace().bundle.units["wijk"]
    codes = units.drop_duplicates("gm_code")["code"].iloc[:MOST_CODES]
    area = defined("Overal", codes)
    assert len(written([area])) > 3000
    app = unfolded(run_page("gebied", eigen=written([area]), gebied=area.id), "delen")
    assert_sound(app)
    assert T("own_area.no_code") in [one.value for one in app.caption]
    assert app.code[0].value.endswith(urlencode({"gebied": area.id, "eigen": written([area])}))
