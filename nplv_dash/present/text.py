"""The one door for texts that people read.

Texts live in `nplv_dash/locales/<language>/<namespace>.yaml`, as nested keys; the file name is the namespace.

    t = Text("nl")
    t("kaart.title")
    t("kaart.selected", n=3)      # placeholders as in str.format

A missing key or value is an error that names the key and the language: an empty label on a page would go unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, get_args

import yaml

Lang = Literal["nl", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = get_args(Lang)
DEFAULT: Final[Lang] = "nl"
#: The name of the language in an address.
LANGUAGE_NAME: Final = "lang"

_LOCALES = Path(__file__).resolve().parent.parent / "locales"


@dataclass(frozen=True, slots=True)
class Text:
    """All texts in one language; call it with a key. Equal and hashable by its language, so it can be a cache key."""

    lang: Lang = DEFAULT

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of `key`, with `values` filled in.

        Raises:
            KeyError: the key, or a value for one of its placeholders, is missing.
        """
        texts = catalogue(self.lang)
        if key not in texts:
            raise KeyError(f"no text {key!r} in language {self.lang!r}")
        try:
            return texts[key].format_map(values)
        except KeyError as missing:
            raise KeyError(f"text {key!r} in language {self.lang!r} needs a value for {missing}") from None

    def __contains__(self, key: str) -> bool:
        """Whether there is such a text: for texts that exist for some records only."""
        return key in catalogue(self.lang)


def as_language(value: object) -> Lang:
    """`value` if it is a language of the app, else the default."""
    return next((lang for lang in LANGUAGES if lang == value), DEFAULT)


@cache
def catalogue(lang: Lang) -> Mapping[str, str]:
    """Every text of one language, by its full key. Read once."""
    texts: dict[str, str] = {}
    for file in sorted((_LOCALES / lang).glob("*.yaml")):
        texts.update(_leaves(file.stem, yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}))
    return MappingProxyType(texts)


def _leaves(key: str, node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for name, child in node.items():
            yield from _leaves(f"{key}.{name}", child)
    elif isinstance(node, str):
        yield key, node.strip()
    else:
        # YAML reads `no` as False and 2020 as a number: such a text must be quoted.
        raise TypeError(f"text {key!r} is {node!r}, not a text: put it in quotes")
