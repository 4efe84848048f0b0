"""Whether a wijk code of an earlier year stands for the same place in 2022.

Municipalities renumber their wijken, and nothing in a table of figures says so: WK003402 was Almere Stad with 110,000
residents until 2021, and is De Werven with 2,900 now. Its figures of 2020 are right, and wrong on the map.
"""

from __future__ import annotations

import pandas as pd

#: How far residents (as a share) and owner-occupied homes (in percentage points) may differ under another name. A wider
#: margin would show what Baflo was at Leens, which has a fifth more residents and as many owners.
RESIDENTS, OWNERS = 0.1, 5.0


def same_place(then: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """Which wijken of an earlier year are the same place now, as true or false per code of `then`.

    A wijk with the same name is. A wijk with another name is too when its residents and its homes are as they were, and
    neither name stands at another code of the municipality: Kruiskamp was De Kruiskamp, but Alphen took the code of
    Chaam and both have 4,300 residents. A code that is gone is nowhere.

    Args:
        then, now: all wijken of a year, by code, with columns name, inhabitants and owners (share of owner-occupied
            homes in per cent), each NaN where it is not known.
    """
    later = now.reindex(then.index)
    old, new = bare(then["name"]), bare(later["name"])
    same = (then["name"] == later["name"]) | ((old == new) & (new != ""))
    alike = (later["inhabitants"] - then["inhabitants"]).abs() <= RESIDENTS * then["inhabitants"]
    alike &= (later["owners"] - then["owners"]).abs() <= OWNERS
    names_now = bare(now["name"])
    for code in then.index[alike & ~same]:
        same[code] = not _elsewhere(old[code], code, names_now) and not _elsewhere(new[code], code, old)
    return same


def bare(names: pd.Series) -> pd.Series:
    """Names without accents, spaces, capitals and the number before them (`Wijk 03 Overvecht`); empty where unknown."""
    plain = names.fillna("").str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii").str.lower()
    return plain.str.replace(r"^wijk\s*\d+\s*|[^a-z0-9]", "", regex=True)


def _elsewhere(name: str, code: str, names: pd.Series) -> bool:
    """Whether a name stands at another code of the municipality, alone or as part of a longer one."""
    others = names[names.index.str.startswith(code[:6]) & (names.index != code)]
    return name != "" and bool(others.str.contains(name, regex=False).any())
