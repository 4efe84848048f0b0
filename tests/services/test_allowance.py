"""How often may be frozen: each visitor, all together, and nobody known by their address afterwards."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.explain import explain
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services.allowance import Allowance

HERE, THERE = "203.0.113.7", "203.0.113.8"


def take(allowance: Allowance, address: str) -> None:
    with allowance.use(address):
        pass


def refused(allowance: Allowance, address: str) -> NplvError:
    with pytest.raises(NplvError) as caught:
        take(allowance, address)
    return caught.value


def test_each_visitor_has_an_allowance_of_their_own() -> None:
    allowance = Allowance("2/hour", "9/hour")
    for address in (HERE, HERE, THERE):
        take(allowance, address)
    error = refused(allowance, HERE)
    assert (error.key, error.values["count"]) == ("freeze_each", 2)
    minutes = error.values["minutes"]
    assert isinstance(minutes, int)
    assert 59 <= minutes <= 61
    take(allowance, THERE)


def test_all_together_have_one_too_and_who_is_refused_takes_nothing() -> None:
    allowance = Allowance("3/hour", "4/hour")
    for address in (HERE, HERE, HERE):
        take(allowance, address)
    for _ in range(5):
        assert refused(allowance, HERE).key == "freeze_each"
    take(allowance, THERE)
    assert refused(allowance, THERE).key == "freeze_all"
    assert refused(allowance, "198.51.100.1").key == "freeze_all"


def test_a_day_has_a_limit_beside_the_hour() -> None:
    allowance = Allowance("5/hour;2/day", "9/hour")
    take(allowance, HERE)
    take(allowance, HERE)
    assert refused(allowance, HERE).key == "freeze_day"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
        (HERE, THERE, False),
        ("", "", True),
        ("geen adres", "ook geen", False),
    ],
)
def test_who_has_many_addresses_is_one_visitor(one: str, other: str, same: bool) -> None:
    allowance = Allowance("1/hour", "9/hour")
    take(allowance, one)
    if same:
        assert refused(allowance, other).key == "freeze_each"
    else:
        take(allowance, other)


def test_no_address_is_kept() -> None:
    kept = []
    for _ in range(2):
        allowance = Allowance("1/hour", "9/hour")
        take(allowance, HERE)
        kept.append(repr([vars(allowance), vars(allowance._used.storage)]))
    assert all("hour" in one and HERE not in one for one in kept)
    # Nor what could be found again by trying all addresses: another server has another digest.
    digests = [set(re.findall(r"[0-9a-f]{32}", one)) for one in kept]
    assert all(digests)
    assert not digests[0] & digests[1]


def test_of_many_at_once_no_more_pass_than_may() -> None:
    allowance = Allowance("7/hour", "99/hour")

    def passes(_: int) -> bool:
        try:
            take(allowance, HERE)
        except NplvError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(passes, range(40))) == 7


def test_what_fails_takes_nothing_and_what_is_busy_counts_already() -> None:
    allowance = Allowance("1/hour", "9/hour")
    with suppress(OSError), allowance.use(HERE):
        assert refused(allowance, HERE).key == "freeze_each"
        raise OSError("full")
    take(allowance, HERE)
    assert refused(allowance, HERE).key == "freeze_each"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_refused_is_said_with_a_way_out(lang: str) -> None:
    for each, together in (("1/hour", "9/hour"), ("9/hour", "1/hour"), ("1/day", "9/day")):
        allowance = Allowance(each, together)
        take(allowance, HERE)
        (said,) = explain(refused(allowance, HERE), Text(lang))  # type: ignore[arg-type]
        assert "{" not in str(said)
        assert {"nl": "bestand", "en": "file"}[lang] in said.remedy
        assert HERE not in str(said)
