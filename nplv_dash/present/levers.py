"""How what a visitor sets is written: on pages, in notices and in files that stay."""

from __future__ import annotations

from nplv_dash.domain.parameters import Parameter, Value
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text


def written(parameter: Parameter, value: Value | None, t: Text, n: Numbers) -> str:
    """A value as people read it; None is "not known", in the words of the parameter."""
    if value is None:
        return t(f"{parameter.label}.not_known")
    if isinstance(value, bool):
        return t(f"herverdeling.{'on' if value else 'off'}")
    if isinstance(value, str):
        return t(f"{parameter.label}.choice.{value}")
    if parameter.kind == "share":
        return n.percent(100 * value, 0 if round(100 * value, 4) % 1 == 0 else 1)
    return str(value) if isinstance(value, int) else n.decimal(value, 2)


def future_name(future: str, end_year: int, t: Text) -> str:
    """What a future of the money is called.

    Args:
        future: one of `domain.futures.FUTURES`.
        end_year: the last year with money in the one of one's own.
    """
    return t(f"future.plan.{future}.name", year=end_year)
