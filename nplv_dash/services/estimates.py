"""Everything that is estimated from the data and kept beside them, made anew for a version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nplv_dash.services import backtest, calibration, editions, krachtwijken, progress, sensitivity
from nplv_dash.services.kept import write_records
from nplv_dash.services.workspace import open_workspace

#: What is estimated, in this order: what comes later may read what came before.
NAMES = ("calibration", "backtest", "progress", "sensitivity")


def renew(root: Path, earlier: Path, tell: Callable[[str], None] = lambda _: None) -> None:
    """Estimate anew what is kept in `root/data`, and keep the editions of `earlier` and of now.

    A country that is made up keeps nothing, and so nothing is made for it. Takes half a minute.

    Args:
        earlier: the root of the version before: links that were made with it stay explained.
        tell: called with the name of what begins.

    Raises:
        DataError: a figure that an estimate needs is not there, or the folder cannot be written to.
    """
    workspace = open_workspace(root)
    work: dict[str, Callable[[], None]] = {
        "calibration": lambda: calibration.keep(root, calibration.estimate(workspace)),
        "backtest": lambda: backtest.keep(root, krachtwijken.estimate(workspace)),
        "progress": lambda: progress.keep(root, progress.estimate(workspace)),
        "sensitivity": lambda: sensitivity.keep(root, sensitivity.estimate(workspace)),
    }
    for name in NAMES:
        if (root / "data" / f"{name}.yaml").exists():
            tell(name)
            work[name]()
    if editions.path_below(root).exists():
        here = {one.id for one in editions.kept(root)}
        missed = [one for one in editions.kept(earlier) if one.id not in here]
        if missed:
            every = sorted((*editions.kept(root), *missed), key=lambda one: one.date)
            write_records(editions.path_below(root), every, "editions", "nplv_dash/domain/editions.py")
        editions.keep(workspace.bundle)
