"""Each fault gives one error: what, where, what to do. The app starts with what is whole, or says why not."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from nplv_dash.cli import app
from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.present.explain import explain
from nplv_dash.present.text import Text
from nplv_dash.services.check import check_data
from nplv_dash.services.mapview import LAYERS, Selection, map_view, table, years_on
from nplv_dash.services.profile import compare, headlines
from nplv_dash.services.workspace import NETHERLANDS, Workspace, open_workspace
from nplv_dash.sources.bundle import load_bundle
from tests.broken.cases import CASES, Case
from tests.broken.sentences import assert_said_in_full
from tests.toy_town.fixtures import Town


@pytest.fixture(params=CASES, ids=lambda case: case.name.replace(" ", "_"))
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def broken(town: Town, case: Case) -> Town:
    case.damage(town, case.file)
    if case.listed:
        town.recatalogue()
    return town


def errors_of(town: Town) -> tuple[bool, tuple[NplvError, ...]]:
    """Whether the data can be used, and what is wrong with them."""
    try:
        return True, load_bundle(town.root, thorough=True).problems
    except SeveralErrors as error:
        return False, error.errors


def use_everything(workspace: Workspace) -> None:
    """Ask for what the pages ask for."""
    for area in workspace.bundle.areas:
        for indicator in headlines(workspace):
            compare(workspace, area, indicator)
    for indicator in workspace.mapped_indicators:
        for layer in workspace.bundle.layers.keys() & set(LAYERS):
            for year in years_on(workspace, layer, indicator.id):
                for selection in (
                    Selection(layer, indicator.id, year),
                    Selection(layer, indicator.id, year, area="veen", only_area=True),
                ):
                    table(workspace, selection, map_view(workspace, selection))


def test_one_error_says_what_and_where_and_the_command_line_says_it_too(
    broken: Town, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts, errors = errors_of(broken)
    assert starts is not case.needed
    assert [error.key for error in errors] == [case.key], "\n".join(map(str, errors))
    assert str(broken.path(case.file)) in errors[0].where
    for name in case.names:
        assert name in str(errors[0])
    assert_said_in_full(errors[0])
    monkeypatch.setenv("COLUMNS", "1000")  # so that a sentence stays on one line
    result = CliRunner().invoke(app, ["data", "check", "--root", str(broken.root), "--lang", "en"])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    (said,) = explain(errors[0], Text("en"))
    assert f"{said.what} {said.remedy}" in result.output
    assert said.where in result.output
    assert "Traceback" not in result.output


#: Faults that only the schema finds.
SCHEMA = [case for case in CASES if case.key == "schema"]


@pytest.mark.parametrize("fault", SCHEMA, ids=lambda fault: fault.name.replace(" ", "_"))
def test_a_file_that_the_catalogue_does_not_vouch_for_is_checked_at_the_start(town: Town, fault: Case) -> None:
    fault.damage(town, fault.file)
    with pytest.raises(SeveralErrors) as caught:
        load_bundle(town.root)
    assert [error.key for error in caught.value.errors] == ["schema"]


OPTIONAL = [case for case in CASES if not case.needed]


@pytest.mark.parametrize("fault", OPTIONAL, ids=lambda fault: fault.name.replace(" ", "_"))
def test_the_rest_can_be_used(town: Town, fault: Case) -> None:
    fault.damage(town, fault.file)
    town.recatalogue()
    use_everything(open_workspace(town.root))
    assert check_data(town.root)


def test_several_faults_are_told_at_once(town: Town) -> None:
    town.path("boundaries/wijken.zip").unlink()
    town.edit_text("areas.yaml", "- id: noord", "- id: [noord")
    town.edit_bytes("indicators/wijken.parquet", lambda _: b"")
    with pytest.raises(SeveralErrors) as caught:
        load_bundle(town.root)
    assert [error.key for error in caught.value.errors] == ["yaml_invalid", "file_missing", "file_empty"]
    assert len(explain(caught.value, Text("nl"))) == 3
    assert str(caught.value).count(" | ") == 2
    # The same three stand in the table of the check.
    assert [f.error.key for f in check_data(town.root) if f.error] == ["yaml_invalid", "file_missing", "file_empty"]


def test_a_map_layer_that_is_gone_is_left_out(town: Town) -> None:
    (path,) = (town.root / "static" / "geo").glob("buurten_nl.*")
    path.unlink()
    workspace = open_workspace(town.root)
    assert [error.key for error in workspace.bundle.problems] == ["file_missing"]
    assert path.name in workspace.bundle.problems[0].where
    assert "buurten_nl" not in workspace.bundle.layers
    assert [f.subject for f in check_data(town.root) if f.key == "browser" and not f.ok] == ["buurten_nl"]


def test_without_the_rest_of_the_country_there_is_no_figure_of_the_country(town: Town) -> None:
    town.path("boundaries/wijken_elders.zip").unlink()
    workspace = open_workspace(town.root)
    assert workspace.figure("land", NETHERLANDS, "welfare") is None
    assert workspace.figure("gemeente", "GM1003", "welfare") is None
    gemeente = workspace.figure("gemeente", "GM1001", "welfare")
    assert gemeente is not None
    assert gemeente.value == pytest.approx(60)


@pytest.mark.parametrize(
    "gone", [["indicators/buurten.parquet"], ["boundaries/buurten.zip", "boundaries/buurten_nl.zip"]]
)
def test_without_buurten_an_area_made_of_them_has_no_figures(town: Town, gone: list[str]) -> None:
    # The one wijk that is wholly in `veen` must not pass for the area.
    for name in gone:
        town.path(name).unlink()
    workspace = open_workspace(town.root)
    assert workspace.figure("gebied", "veen", "welfare") is None
    assert workspace.figure("gebied", "veen", "inhabitants") is None
    noord = workspace.figure("gebied", "noord", "welfare")
    assert noord is not None
    assert noord.value == pytest.approx(70)
