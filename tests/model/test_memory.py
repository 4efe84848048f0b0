"""Memory that simulations use again: nothing of one comes into another, and no more is kept than may be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nplv_dash.model.draws import draw
from nplv_dash.model.memory import Memory
from nplv_dash.model.redistribute import simulate
from tests.model.countries import ODDS, SHAPE, SPREADS, made_up
from tests.model.test_redistribute import PLEA

MOST = 4000


def test_what_is_given_back_is_used_again() -> None:
    memory = Memory(MOST)
    with memory.lent() as room:
        first = room((4, 25))
        assert (first.shape, first.dtype) == ((4, 25), np.float32)
        # Two at the same time share nothing.
        assert not np.shares_memory(first, room((4, 25)))
    with memory.lent() as room:
        assert np.shares_memory(room((3, 20)), first)
    # A small one does not take the room of a large one, and a large one does not fit in that of a small one.
    for shape in ((7, 7), (101,)):
        with memory.lent() as room:
            assert not np.shares_memory(room(shape), first)


def test_no_more_is_kept_than_may_be() -> None:
    memory = Memory(MOST)
    with memory.lent() as room:
        old = room((600,))
    with memory.lent() as room:
        new = room((900,))
    # Together they are 6,000 bytes: what was not used for the longest is gone.
    assert memory.kept == new.nbytes
    with memory.lent() as room:
        assert not np.shares_memory(room((600,)), old)
        assert memory.kept == 0


def test_after_an_error_it_is_given_back() -> None:
    memory = Memory(MOST)

    def fail() -> None:
        with memory.lent() as room:
            room((600,))
            raise RuntimeError("no draws")

    with pytest.raises(RuntimeError, match="no draws"):
        fail()
    assert memory.kept == 2400


@pytest.mark.parametrize("towns", [3, 2])
def test_a_simulation_in_used_memory_is_as_one_in_new_memory(towns: int) -> None:
    memory, places = Memory(2**26), made_up(towns=3)
    with memory.lent() as room:
        # Whatever stood there before.
        room((6 * 80 * len(places),))[:] = np.nan
        room((80 * 10 * (places.areas + 2) * 18,))[:] = np.nan
    other = made_up(towns=towns)
    without = other.homes.copy()
    without[::5] = 0.0
    other = replace(other, homes=without, poor=np.minimum(other.poor, other.households))
    for workers in (0.0, 0.5):
        arguments = (other, replace(PLEA, workers=workers), draw(SPREADS, 7, 80), SHAPE)
        new = simulate(*arguments, odds=ODDS)
        with memory.lent() as room:
            used = simulate(*arguments, odds=ODDS, room=room)
            np.testing.assert_array_equal(used.sums, new.sums)
            np.testing.assert_array_equal(used.final, new.final)
    assert memory.kept > 0
