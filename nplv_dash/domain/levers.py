"""What a user decides in a scenario of redistribution, as the model reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

#: Within what the redirected households are housed elsewhere, and within what inflow is conserved.
Reach = Literal["gemeente", "provincie", "land"]
#: How liveability answers to composition; never averaged.
Response = Literal["linear", "kink", "logistic", "measured"]
#: The key of the example that says what the plea asked for: for whoever has chosen no scenario yet.
PLEA: Final = "plea_2024"


@dataclass(frozen=True)
class Levers:
    """One setting of every lever; shares are fractions of one.

    Attributes:
        share_redirected: share of the vulnerable inflow of the NPLV areas that is to be housed elsewhere.
        reach: where elsewhere is.
        receiver_max_share: a wijk may receive when at most this share of its corporation homes is let to vulnerable
            households at the start.
        receiver_min_lbm: a wijk may receive when its Leefbaarometer score of 2022 is at least this.
        spare_pressed: leave out wijken where nuisance and insecurity are worse than the Dutch mean and worsening.
        ceiling: largest share of the vacancies of a receiving wijk that may go to vulnerable households.
        workers: share of the vacancies of the NPLV areas for which workers in crucial professions get priority.
        compliance: share of the intended redirection that is carried out; None for "not known", then it is drawn.
        start_year: first year of the policy.
        horizon: years from the start to the moment that is shown.
        response: form of the response of liveability.
        feedback: whether others leave sooner where the share of vulnerable households rises.
        stigma: whether selective allocation lowers the standing of the areas it is meant for.
    """

    share_redirected: float = 0.25
    reach: Reach = "provincie"
    receiver_max_share: float = 0.15
    receiver_min_lbm: float = 4.0
    spare_pressed: bool = True
    ceiling: float = 0.45
    workers: float = 0.1
    compliance: float | None = None
    start_year: int = 2027
    horizon: int = 10
    response: Response = "linear"
    feedback: bool = False
    stigma: bool = False
