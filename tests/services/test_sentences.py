"""Sentences that visitors copy: their grammar and figures in both languages, and what must not be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes, Three
from nplv_dash.present.sentences import Measured, Place, Quote, changed, compared, level
from nplv_dash.present.sentences_model import FutureWords, SideWords, areas, future, receivers, unchanged
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services.sentences import earlier, measured
from nplv_dash.services.workspace import Workspace, value_of

LANG = pytest.mark.parametrize("lang", LANGUAGES)


def figures(lang: Lang) -> Figures:
    return Figures(Text(lang), Numbers(lang))


def outcomes(lang: Lang) -> Outcomes:
    return Outcomes(Text(lang), Numbers(lang))


def everything(ws: Workspace, lang: Lang) -> Iterator[Quote]:
    """Every figure of every year, each of another area, and some of wijken and buurten."""
    ids = [area.id for area in ws.bundle.areas]
    for place, indicator in enumerate(ws.mapped_indicators):
        for step, year in enumerate(ws.years("gebied", indicator.id)):
            yield from measured(ws, "gebied", ids[(place + step) % len(ids)], indicator, year, figures(lang))
        for one in ("wijk", "buurt"):
            code = ws.codes[one][ws.bundle.layers[f"{one}en"].rows[7 * place]]
            for year in ws.years(one, indicator.id)[-1:]:
                yield from measured(ws, one, code, indicator, year, figures(lang))


def assert_reads_well(sentence: str, lang: Lang) -> None:
    assert sentence[0].isupper() or sentence[0] in "‘€-" or sentence[0].isdigit(), sentence
    assert sentence.endswith("."), sentence
    for wrong in ("  ", "{", "}", " .", " ,", "..", ") (", "()", "None", "nan", "Wijk wijk", "wijk Wijk"):
        assert wrong not in sentence, (wrong, sentence)
    assert sentence.count("(") == sentence.count(")"), sentence
    # One is one, and nobody writes that it is 22,5% instead of 22,5%.
    assert not re.search(r"(?<![\d.,])1 (huishoudens|wijken|jaren|punten|households|years|points)\b", sentence), (
        sentence
    )
    beside = re.search(r" ([\d.,]+%) .*(?:in plaats van|instead of) ([\d.,]+%)", sentence)
    assert beside is None or beside[1] != beside[2], sentence
    # What rises or falls has no sign of its own, and missing is never a figure.
    assert not re.search(r"(steeg|daalde|rose|fell|hoger|lager|higher|lower) (met|by)? ?[-+]\d", sentence), sentence
    assert Numbers(lang).no_data not in sentence, sentence


@LANG
def test_every_sentence_reads_well(real: Workspace, lang: Lang) -> None:
    quotes = list(everything(real, lang))
    assert len(quotes) > 150
    for quote in quotes:
        assert 2 <= len(quote.right) <= 3
        for sentence in (*quote.right, quote.wrong, quote.why):
            assert_reads_well(sentence, lang)
        assert quote.wrong not in quote.right


@LANG
def test_figures_are_those_of_the_page(real: Workspace, lang: Lang) -> None:
    write, area = figures(lang), real.bundle.area("delft-west")
    indicator = real.bundle.indicators["social_min"]
    first, second = measured(real, "gebied", area.id, indicator, 2020, write)
    here = write.bare(indicator, value_of(real.figure("gebied", area.id, "social_min", 2020)))
    city = write.bare(indicator, value_of(real.figure("gemeente", area.gemeente_code, "social_min", 2020)))
    country = write.bare(indicator, value_of(real.figure("land", "NL", "social_min", 2020)))
    assert f" {here} " in first.right[0]
    assert all(figure in second.right[0] for figure in (here, city, country))
    assert "2020" in first.right[0]
    # Households are not residents.
    assert write.t("zinnen.wrong.households.why") == first.why


@pytest.mark.parametrize(
    ("indicator", "year", "since"),
    [
        ("lbm", 2022, 2014),
        ("lbm", 2012, 2002),
        ("woz", 2024, None),
        ("good_health", 2024, None),
        ("welfare", 2020, None),
        ("labour_participation", 2022, None),
        ("income", 2024, None),
        ("crime", 2024, 2021),
    ],
)
def test_only_years_that_can_be_compared_are(real: Workspace, indicator: str, year: int, since: int | None) -> None:
    found = earlier(real, "gebied", "delft-west", real.bundle.indicators[indicator], year)
    assert (found[0] if found else None) == since


@LANG
def test_missing_is_said_and_is_not_zero(real: Workspace, lang: Lang) -> None:
    violence = real.bundle.indicators["violence"]
    (only,) = measured(real, "gebied", "delft-west", violence, 2017, figures(lang))
    assert only.why == Text(lang)("zinnen.wrong.missing.why")
    assert not re.search(r"\d", only.right[0].replace("2017", ""))


def one(real: Workspace, indicator: str, value: float | None) -> Measured:
    return Measured(real.bundle.indicators[indicator], Place("Testplaats", value), 2020, "CBS")


@LANG
@pytest.mark.parametrize(
    ("here", "there", "way"),
    [(30.04, 30.0, "equal"), (31.0, 30.0, "higher"), (0.0, 30.0, "lower"), (10.0, 0.0, "higher")],
)
def test_rises_falls_and_stays(real: Workspace, lang: Lang, here: float, there: float, way: str) -> None:
    write, said = figures(lang), one(real, "social_min", here)
    found = compared(said, Place("X", None), Place("Y", there), write)
    assert found is not None
    values = {"year": "2020", "place": "Testplaats", "subject": write.t("zinnen.subject.social_min"), "other": "Y"}
    gap = write.t("zinnen.gap.percent", value=write.n.decimal(abs(here - there), 1))
    assert found.right[1] == write.t(f"zinnen.compared.{way}", gap=gap, **values)
    over_time = changed(said, (2010, there), (Place("Y", 1.0), Place("Y", 2.0)), write)
    for sentence in (*found.right, *over_time.right, found.wrong, over_time.wrong, over_time.why):
        assert_reads_well(sentence, lang)
    # Per cents of nothing do not exist.
    assert ("30" in found.wrong or "1" in found.wrong) or there == 0 or way == "equal"


def test_points_and_per_cents_are_told_apart(real: Workspace) -> None:
    found = compared(one(real, "social_min", 15.0), Place("X", None), Place("Nederland", 10.0), figures("nl"))
    assert found is not None
    assert "5,0 procentpunt hoger" in found.right[1]
    assert "5,0% hoger" in found.wrong
    assert "50%" in found.why


def test_singular_and_plural(real: Workspace) -> None:
    def said(value: float) -> str:
        found = compared(one(real, "owner_share", value), Place("X", None), Place("Y", 40.0), figures("en"))
        assert found is not None
        return found.right[1]

    assert "1 percentage point higher" in said(41)
    assert "2 percentage points higher" in said(42)


def test_nothing_to_compare_gives_no_sentence(real: Workspace) -> None:
    assert compared(one(real, "woz", 200.0), Place("X", None), Place("Y", None), figures("nl")) is None
    assert compared(one(real, "woz", None), Place("X", 1.0), Place("Y", 1.0), figures("nl")) is None


def test_negative_figures_keep_their_sign_and_differences_have_none(real: Workspace) -> None:
    said = one(real, "lbm_onv", -0.05)
    assert "-0,050" in level(said, figures("nl")).right[0]
    found = changed(said, (2014, -0.02), (Place("Y", None), Place("Y", None)), figures("nl"))
    assert "daalde" in found.right[0]
    assert "een verschil van 0,030 punt" in found.right[0]


SIDES: tuple[Three, ...] = ((-4.7, -3.1, -1.7), (0.2, 0.5, 0.9), (-0.04, 0.0, 0.04))


@LANG
@pytest.mark.parametrize("change", SIDES)
@pytest.mark.parametrize("wijken", [1, 812])
def test_both_sides_of_a_redistribution(lang: Lang, change: Three, wijken: int) -> None:
    words = outcomes(lang)
    side = SideWords(wijken, 123_456.0, 22.5, change, 10, 1000)
    several, one = ((840.0, 1480.0, 2230.0), (0.4, 1.2, 3.0))
    for quote in (areas(side, words), *(receivers(side, x, words) for x in (several, one)), unchanged(22.5, words)):
        for sentence in (*quote.right, quote.wrong, quote.why):
            assert_reads_well(sentence, lang)
    # The same texts as on the page.
    low, middle, high = (words.n.decimal(value, 1, signed=True) for value in change)
    assert all(figure in areas(side, words).right[1] for figure in (low, middle, high))
    assert words.percent(22.5 + change[1]) in areas(side, words).right[0]
    assert words.homes(1480.0) in receivers(side, (840.0, 1480.0, 2230.0), words).right[2]


@LANG
@pytest.mark.parametrize("change", [(0.0, 0.13, 0.23), (-0.2, -0.1, 0.0), (0.0, 0.0, 0.0), None])
def test_a_future_beside_the_reference(lang: Lang, change: Three | None) -> None:
    words = outcomes(lang)
    quote = future(FutureWords("veiligheid", "A", "B", 2042, change, 0.1, 2000), words)
    for sentence in (*quote.right, quote.wrong, quote.why):
        assert_reads_well(sentence, lang)
    if change:
        low, middle, high = words.deviations(change)
        assert words.deviation_between(change) == words.t("herverdeling.between", low=low, middle=middle, high=high)
        assert low in quote.right[1]
        assert high in quote.right[1]
