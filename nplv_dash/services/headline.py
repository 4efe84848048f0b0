"""What a scenario of redistribution comes to, in a few sentences: the same on its page, on a screen and in files."""

from __future__ import annotations

from nplv_dash.domain.levers import Levers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.services.redistribution import Result, three

#: A smaller change of a share, in percentage points, is "hardly any".
_HARDLY = 0.2


def headline(result: Result, words: Outcomes) -> str:
    """What happens in the areas, in the wijken that receive, and with the homes for workers; `**bold**` in it."""
    t, n = words.t, words.n
    start = words.percent(result.areas.start)
    if not result.changes_anything:
        return t("herverdeling.headline.nothing", start=start)
    change = three(result.areas.change, -1)
    key = "share" if abs(change[1]) >= _HARDLY else "share_workers"
    sentences = [
        t(
            f"herverdeling.headline.{key}",
            horizon=result.levers.horizon, start=start, after=words.percent(result.areas.start + change[1]),
            change=words.points_between(change),
        )
    ]  # fmt: skip
    if result.levers.share_redirected > 0 and result.receivers.wijken:
        receivers, up = result.receivers, three(result.receivers.change, -1)
        sentences.append(
            t(
                "herverdeling.headline.placed",
                placed=words.homes_between(three(result.ledger.placed)),
                wijken=n.integer(receivers.wijken),
                start=words.percent(receivers.start),
                after=words.percent(receivers.start + up[1]),
                change=words.points_between(up),
            )
        )
    if result.levers.workers > 0:
        sentences.append(t("herverdeling.headline.workers", workers=words.homes_between(three(result.ledger.workers))))
    return " ".join(sentences)


def whole(result: Result, words: Outcomes) -> str:
    """What it means for the country as a whole, and why; `**bold**` in it."""
    return words.t(
        f"herverdeling.headline.country.{_why(result.levers)}",
        national=words.deviation_between(three(result.national)),
    )


def _why(levers: Levers) -> str:
    """Why the country as a whole gains what it gains."""
    if levers.response != "linear" or levers.stigma:
        return "other"
    return "workers" if levers.workers > 0 else "linear"
