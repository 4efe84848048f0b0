"""The command line: `python -m nplv_dash`. Each module adds its commands to `app` through `register`."""

from __future__ import annotations

import typer

from nplv_dash.cli import (
    areas,
    backtest,
    brief,
    calibrate,
    data,
    editions,
    futures,
    refresh,
    rooms,
    run,
    sensitivity,
    serve,
    settings,
    versions,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Maps, figures and scenarios for the twenty NPLV areas."""


for module in (
    serve, data, refresh, versions, areas, run, futures, brief, calibrate, sensitivity, backtest, editions, rooms,
    settings,
):  # fmt: skip
    module.register(app)
