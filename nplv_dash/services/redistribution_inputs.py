"""The parameters of redistribution as the model reads them."""

from __future__ import annotations

from nplv_dash.domain.parameters import Parameters
from nplv_dash.model.draws import Spread
from nplv_dash.model.redistribute import Shape


def spreads_of(parameters: Parameters) -> tuple[Spread, ...]:
    """The uncertainties and constants as the model draws them."""
    rows = (*parameters.uncertainties, *parameters.constants)
    return tuple(
        Spread(
            row.id,
            row.distribution if row.distribution in {"triangular", "uniform"} else "fixed",
            number(row.low),
            number(row.default),
            number(row.high),
        )
        for row in rows
    )


def shape_of(parameters: Parameters) -> Shape:
    """The constants of the response."""

    def value(name: str) -> float:
        return number(parameters[name].default)

    return Shape(
        kink_width=value("kink_width"),
        curve_width=value("logistic_width"),
        stigma=value("stigma_size"),
        bends=(value("bend_first"), value("bend_second")),
        slopes=(value("slope_few"), value("slope_some"), value("slope_many")),
    )


def odds_of(parameters: Parameters) -> float:
    """The most likely odds that a household in a corporation home is a vulnerable one."""
    return number(parameters["k_conc"].default)


def number(value: object) -> float:
    """The value of a numeric parameter. Raises TypeError for any other."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"not a number: {value!r}")
    return float(value)
