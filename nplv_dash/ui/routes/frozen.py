"""`/vast/<passport>`: what was frozen, with the bytes of that day."""

from __future__ import annotations

from typing import Final

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import shown
from nplv_dash.present.text import DEFAULT
from nplv_dash.services.links import link_of
from nplv_dash.ui import editions, language, model, quoted
from nplv_dash.ui.routes.addresses import FROZEN
from nplv_dash.ui.routes.answers import CSV, HTML, JSON, SVG, Answer, Asked, Redirect

_MEDIA: Final = {"csv": CSV, "html": HTML, "json": JSON, "svg": SVG}


def to_page(asked: Asked) -> Redirect:
    """The page, below an address to which its links are relative."""
    frozen = quoted.archive().find(asked.path["id"])
    return Redirect(f"{FROZEN}/{frozen.id}/{_lang(asked, '?')}")


def page(asked: Asked) -> Answer:
    """The page of one language."""
    return _of(asked.path["id"], f"index.{asked.lang}.html")


def file(asked: Asked) -> Answer:
    """A table or a picture."""
    return _of(asked.path["id"], asked.path["file"])


def to_live(asked: Asked) -> Redirect:
    """The page of now with the same levers."""
    frozen = quoted.archive().find(asked.path["id"])
    passport = frozen.passport(model.parameters(frozen.edition.model), editions.kept())
    return Redirect(f"/{link_of(passport)}{_lang(asked, '&')}")


def _lang(asked: Asked, sign: str) -> str:
    return "" if asked.lang == DEFAULT else f"{sign}{language.PARAMETER}={asked.lang}"


def _of(passport_id: str, name: str) -> Answer:
    archive = quoted.archive()
    frozen = archive.find(passport_id)
    content = archive.read(frozen, name)
    return Answer(frozen.files[name], lambda: content, _MEDIA[name.rpartition(".")[2]])


def nothing(asked: Asked) -> Answer:
    """There is no such address."""
    raise NplvError("archive_unknown", f"{FROZEN}/{shown('/'.join(asked.path.values()))}")
