"""What every error must say, in every language."""

from __future__ import annotations

import re

from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.present.explain import explain
from nplv_dash.present.explain import said as values
from nplv_dash.present.text import LANGUAGES, Text


def assert_said_in_full(error: NplvError) -> None:
    """What is wrong and what to do stand in whole sentences, in which every value of the error is named."""
    singles = error.errors if isinstance(error, SeveralErrors) else (error,)
    for lang in LANGUAGES:
        for single, said in zip(singles, explain(error, Text(lang)), strict=True):
            named = values(single.values, Text(lang))
            assert re.search(r"\{\w+\}", f"{said.what}{said.remedy}") is None, "a value was not filled in"
            assert all(re.search(r"\w.*\.$", sentence) for sentence in (said.what, said.remedy))
            assert all(str(value) in said.what + said.remedy for value in named.values())
