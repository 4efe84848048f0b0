"""Parts of the variance, of functions of which they are known and of the model in a small country."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from nplv_dash import ROOT
from nplv_dash.model import sobol as module
from nplv_dash.model.draws import NAMES, Array
from nplv_dash.model.horizon import OUTCOMES
from nplv_dash.model.sobol import Part, Variance, decompose, sobol
from tests.model.test_tornado import SPREADS, policy


def parts(found: Variance) -> dict[str, Part]:
    return {part.name: part for part in found.parts}


def ishigami(u: Array) -> Array:
    """A function with a known answer: Ishigami and Homma 1990, with a = 7 and b = 0.1."""
    x = np.pi * (2 * u - 1)
    y: Array = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return y[:, None]


def test_a_function_of_which_the_answer_is_known() -> None:
    (found,) = decompose(ishigami, "abc", 1, 4096)
    b, first = 0.1, np.zeros(3)
    first[0] = (1 + b * np.pi**4 / 5) ** 2 / 2
    first[1] = 7**2 / 8
    together = 8 * b**2 * np.pi**8 / 225
    variance = first.sum() + together
    total = first + together * np.array([1, 0, 1])
    assert found.mean == pytest.approx(3.5, abs=0.02)
    assert found.sd == pytest.approx(np.sqrt(variance), rel=0.01)
    for k, name in enumerate("abc"):
        part = parts(found)[name]
        assert part.first == pytest.approx(first[k] / variance, abs=0.02)
        assert part.total == pytest.approx(total[k] / variance, abs=0.02)
        assert 0 < part.first_margin < 0.1
        assert 0 < part.total_margin < 0.1
    assert [part.name for part in found.parts] == ["a", "b", "c"]


def test_a_sum_has_the_parts_of_its_terms_and_every_outcome_its_own() -> None:
    weights = np.array([[3.0, 0.0], [1.0, 2.0], [0.0, 0.0]])
    one, two = decompose(lambda u: u @ weights, "abc", 1, 1024)
    for found, column in ((one, weights[:, 0]), (two, weights[:, 1])):
        shares = column**2 / (column**2).sum()
        for name, share in zip("abc", shares, strict=True):
            part = parts(found)[name]
            assert part.first == pytest.approx(share, abs=0.02)
            assert part.total == pytest.approx(share, abs=0.02)
    # What plays no part is exactly zero, and not nearly.
    assert parts(one)["c"] == Part("c", 0.0, 0.0, 0.0, 0.0)


def test_what_does_not_vary_has_no_causes() -> None:
    still, noise = decompose(lambda u: np.column_stack([np.full(len(u), 3.0), 1e-7 * u[:, 0]]), "ab", 1, 8)
    assert (still.mean, still.sd) == (3.0, 0.0)
    assert {part for found in (still, noise) for part in found.parts} == {
        Part(name, 0.0, 0.0, 0.0, 0.0) for name in "ab"
    }


@pytest.mark.parametrize(("seed", "count"), [(0, 8), (-1, 8), (1, 0), (1, 1), (1, 500)])
def test_a_seed_or_count_that_cannot_be(seed: int, count: int) -> None:
    with pytest.raises(ValueError, match=r"seed|power of two"):
        decompose(ishigami, "abc", seed, count)


def test_the_same_seed_gives_the_same_and_no_global_state_is_read_or_changed() -> None:
    np.random.seed(1)
    before = np.random.get_state()
    first = decompose(ishigami, "abc", 5, 64)
    after = np.random.get_state()
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    np.random.seed(2)
    assert decompose(ishigami, "abc", 5, 64) == first
    assert decompose(ishigami, "abc", 6, 64) != first


def test_the_model_is_decomposed_per_outcome() -> None:
    found = dict(zip(OUTCOMES, sobol(policy(), SPREADS, 1, 128), strict=True))
    for one in found.values():
        assert sorted(part.name for part in one.parts) == sorted(NAMES)
        totals = [part.total for part in one.parts]
        assert totals == sorted(totals, reverse=True)
        assert sum(part.first for part in one.parts) <= 1 + 0.15
        assert sum(totals) >= 1 - 0.15
        assert all(part.first <= part.total + part.first_margin + 0.02 for part in one.parts)
    assert found["areas_change"].mean < 0 < found["receivers_change"].mean
    assert found["areas_effect"].parts[0].name == "rho"
    # Households do not move because of liveability, so what that hangs on plays no part in where they live.
    for name in ("rho", "b_assoc", "alpha", "kappa", "p_low_V"):
        assert parts(found["areas_change"])[name] == Part(name, 0.0, 0.0, 0.0, 0.0)


def test_how_many_are_simulated_at_once_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sobol(policy(), SPREADS, 1, 8)
    monkeypatch.setattr(module, "CHUNK", 7)
    assert sobol(policy(), SPREADS, 1, 8) == whole


def test_a_policy_that_asks_nothing_has_no_variance() -> None:
    for found in sobol(policy(share_redirected=0.0, workers=0.0), SPREADS, 1, 4):
        assert (found.mean, found.sd, {part.total for part in found.parts}) == (0.0, 0.0, {0.0})


def test_one_module_knows_the_library() -> None:
    def imported(node: ast.AST) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        return [node.module or ""] if isinstance(node, ast.ImportFrom) else []

    knowing = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "nplv_dash").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if any(name.partition(".")[0] == "SALib" for name in imported(node))
    }
    assert knowing == {"nplv_dash/model/sobol.py"}
