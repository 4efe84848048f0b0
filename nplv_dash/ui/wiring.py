"""What the frame needs from the rest of the house, connected in one place."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.leftovers import sweep
from nplv_dash.ui import data

#: Called once when the server starts, in this order: whatever the first visitor would otherwise wait for.
LOADERS: Final[tuple[Callable[[], object], ...]] = (sweep, data.workspace)


def _model() -> None:
    # Here and not above: the model brings its compiler along, which the first page has no use for.
    from nplv_dash.ui import model

    model.warm_up()


#: What files are made with: loading it takes more than a second, which the first who asks for a file would wait for. By
#: name, since the floors allow these libraries in `present` only. Fifty megabytes, so nothing else is made beforehand.
FILES: Final = (
    "matplotlib.figure", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "reportlab.platypus",
    "openpyxl", "pptx.chart.data", "nplv_dash.services.pictures",
)  # fmt: skip


def _files() -> None:
    from nplv_dash.present import picture_canvas

    for name in FILES:
        import_module(name)
    picture_canvas.warm_up()
    # Tables were read on the way; what that took is given back.
    import_module("pyarrow").default_memory_pool().release_unused()


#: Called once the first page stands.
LATER: Final[tuple[Callable[[], object], ...]] = (_model, _files)


def data_fingerprint() -> str | None:
    """Short name of the data that are shown, for the foot of the page; None when they cannot be used."""
    try:
        return data.workspace().bundle.fingerprint
    except NplvError:  # the page has said so already
        return None


def data_problems() -> tuple[NplvError, ...]:
    """What could not be read while the rest could. An error that stops everything is left to the page itself."""
    try:
        return data.workspace().bundle.problems
    except NplvError:
        return ()
