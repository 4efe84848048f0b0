"""The settings of a server: read from the environment, checked, and the same for whoever asks.

    settings().data_dir             # NPLV_DATA_DIR, or where it is without one

`python -m nplv_dash settings` shows them.
"""

from __future__ import annotations

import dataclasses
import difflib
import ipaddress
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.domain.rooms import Limits

#: How every setting begins in the environment.
PREFIX: Final = "NPLV_"
#: An origin, or one of the words that Content-Security-Policy has for it.
_ORIGIN = re.compile(r"\*|'self'|'none'|(?:https?://)?(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::(?:\d{1,5}|\*))?")
_LIMITS: Final = Limits()
#: What else of the environment settings hang on: where the folder of the user is.
_HOMES: Final = ("HOME", "XDG_DATA_HOME")


def origins(text: str) -> str:
    """`text` as Content-Security-Policy takes it; with anything else in it the whole header might mean nothing.

    Raises:
        ValueError: it holds something else, or nothing.
    """
    wrong = [word for word in text.split() if not _ORIGIN.fullmatch(word)]
    if wrong or not text.split():
        raise ValueError(f"{' '.join(wrong)!r}: give 'self', 'none', *, or addresses such as https://www.nu.nl")
    return " ".join(text.split())


def _networks(text: str) -> str:
    for one in text.split():
        ipaddress.ip_network(one)
    return text


def _database(url: SecretStr) -> SecretStr:
    # Here and not above: it brings a library along that the start of the server can do without.
    from nplv_dash.rooms.database import read_url

    try:
        read_url(url.get_secret_value())
    except NplvError:
        # Without the address, in which a password may stand.
        raise ValueError("no address of SQLite or PostgreSQL") from None
    return url


def _users_folder() -> Path:
    """Where programs keep what people made: not beside the code, nor in a cache, which somebody may throw away."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "nplv_dash"


Origins = Annotated[str, AfterValidator(origins)]


class Settings(BaseSettings):
    """All settings; each is `NPLV_` and its name in capitals. An empty one is as none.

    Attributes:
        database_url: where the rooms are; without it, SQLite in `data_dir`. It may hold a password.
        data_dir: folder for what people make on this server.
        archive: folder of what is frozen; without it, `.cache/archive` of the project.
        versions: folder of the versions of the data that `data refresh` made; without it, in `data_dir`.
        frame_ancestors, embed_ancestors: websites that may show a page, or a picture or something frozen, in a frame.
        trusted_proxies: addresses or networks of proxies that say truly whom they speak for; with spaces between.
        room_rooms, room_seats, room_answer, room_answers, room_rounds, room_title, room_days: see `Limits`.
        upload_mb: megabytes of a file that a visitor may bring along; what is in it is bounded beside that.
        own_data_mb: megabytes of memory for the files of all visitors together, and for what stands in them.
        server_name: which of several servers this is; only then a cookie says with which one a browser is.
        drain_seconds: from SIGTERM until it stops; meanwhile whoever comes new is sent to another server.
        log_level, log_format: of the log on standard error.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    database_url: Annotated[SecretStr, AfterValidator(_database)] | None = None
    data_dir: Path = Field(default_factory=_users_folder)
    archive: Path | None = None
    versions: Path | None = None
    frame_ancestors: Origins = "'self'"
    embed_ancestors: Origins = "*"
    trusted_proxies: Annotated[str, AfterValidator(_networks)] = ""
    room_rooms: int = Field(default=_LIMITS.rooms, ge=1, le=100_000)
    room_seats: int = Field(default=_LIMITS.seats, ge=1, le=1_000)
    room_answer: int = Field(default=_LIMITS.answer, ge=256, le=65_536)
    room_answers: int = Field(default=_LIMITS.answers, ge=1, le=10_000)
    room_rounds: int = Field(default=_LIMITS.rounds, ge=1, le=1_000)
    room_title: int = Field(default=_LIMITS.title, ge=1, le=200)
    room_days: int = Field(default=_LIMITS.days, ge=1, le=365)
    upload_mb: int = Field(default=20, ge=1, le=100)
    own_data_mb: int = Field(default=600, ge=100, le=100_000)
    server_name: str = Field(default="", pattern=r"^[a-z0-9-]{0,16}$")
    drain_seconds: float = Field(default=0.0, ge=0, le=3600)
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_format: Literal["text", "json"] = "text"

    @property
    def rooms_url(self) -> str:
        """Address of the database with the rooms."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir.absolute() / 'rooms.sqlite3'}"

    @property
    def versions_folder(self) -> Path:
        """Folder of the versions of the data."""
        return self.versions or self.data_dir / "versions"

    @property
    def limits(self) -> Limits:
        """What the rooms of this server bear."""
        return Limits(**{one.name: getattr(self, f"room_{one.name}") for one in dataclasses.fields(Limits)})


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """One setting as people may see it.

    Attributes:
        name: in the environment.
        key: of its description, `cli.setting.<key>`.
        value: without a password.
        is_set: somebody set it; else it is what holds without.
    """

    name: str
    key: str
    value: str
    is_set: bool


def settings() -> Settings:
    """The settings as the environment has them now.

    Raises:
        SeveralErrors: those that are wrong, each by its name.
    """
    return _read(tuple(sorted(item for item in os.environ.items() if item[0].startswith((PREFIX, *_HOMES)))))


def shown() -> tuple[Shown, ...]:
    """Every setting, for a table. Raises as `settings`."""
    now = settings()
    return tuple(
        Shown(name_of(key), key, _as_text(now, key), is_set=key in now.model_fields_set)
        for key in Settings.model_fields
    )


def strangers(environment: Mapping[str, str]) -> tuple[NplvError, ...]:
    """Names that begin as a setting and are none: a typing error must not pass for a setting. Each is an error.

    `setting_unknown` names the setting that was likely meant, `setting_stranger` is like none.
    """
    known = {name_of(key) for key in Settings.model_fields}
    found = sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)
    likely = {name: difflib.get_close_matches(name.upper(), known, 1) for name in found}
    return tuple(
        NplvError("setting_unknown", name, likely=like[0]) if like else NplvError("setting_stranger", name)
        for name, like in likely.items()
    )


def name_of(key: str) -> str:
    """How a setting is called in the environment."""
    return f"{PREFIX}{key.upper()}"


# The environment is the argument: reading it anew is a tenth of a millisecond, and checking it is more.
@lru_cache(maxsize=4)
def _read(_environment: tuple[tuple[str, str], ...]) -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        raise SeveralErrors(
            NplvError("setting_wrong", name_of(str(one["loc"][0])), reason=one["msg"].removeprefix("Value error, "))
            for one in error.errors(include_input=False)
        ) from None


def _as_text(now: Settings, key: str) -> str:
    from nplv_dash.rooms.database import shown_url

    match key, getattr(now, key):
        case "database_url", _:
            return shown_url(now.rooms_url)
        case _, None:
            return ""
        case _, value:
            return str(value)
