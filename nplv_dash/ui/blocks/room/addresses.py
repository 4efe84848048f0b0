"""The addresses of a room: for phones, for the screen, and the secret one of its facilitator."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

import streamlit as st

from nplv_dash.domain.rooms import Room
from nplv_dash.present.text import DEFAULT, LANGUAGE_NAME
from nplv_dash.ui.address import base

#: In the address: the room, the secret of its facilitator, who somebody is, and whether it is the screen.
ROOM, SECRET, PERSON, SCREEN = "kamer", "sleutel", "ik", "scherm"
#: The page, below the address of the app.
PAGE: Final = "werksessie"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
#: An address in every network that a laptop makes for phones (Linux, Windows, macOS, a phone), and one that is found
#: only where there is a network at all.
_HOTSPOTS: Final = ("10.42.0.254", "192.168.137.254", "192.168.2.254", "172.20.10.14")
_ANYWHERE: Final = "10.255.255.254"
#: Seconds to wait for an answer of this machine itself, and until it is asked anew.
_SOON, _KEPT = 0.3, 30


def phones(room: Room) -> str:
    """For everybody: what the QR code says."""
    return _address({ROOM: room.code}, room.lang, _reached())


def screen(room: Room) -> str:
    """For the screen at the front; it holds no secret, since a hall can read the bar of a browser."""
    return _address({ROOM: room.code, SCREEN: "1"}, room.lang, base())


def secret(room: Room, key: str) -> str:
    """For the facilitator only."""
    return _address({ROOM: room.code, SECRET: key}, room.lang, base())


def typed() -> str:
    """What somebody types who has no camera; the code comes after it."""
    return f"{_reached()}{PAGE}".partition("://")[2]


def only_here() -> bool:
    """Whether no phone can come in: the app answers on this machine alone."""
    return urlsplit(_reached()).hostname in _LOOPBACK


def _address(query: Mapping[str, str], lang: str, app: str) -> str:
    return f"{app}{PAGE}?{urlencode({**query, **({} if lang == DEFAULT else {LANGUAGE_NAME: lang})})}"


def _reached() -> str:
    """The address of the app as a phone reaches it, with a slash at its end.

    Who opened the app on its own machine has an address that means another machine to every phone.
    """
    here = urlsplit(base())
    if here.hostname not in _LOOPBACK:
        return base()
    own = _own_address(here.port or 80)
    return base() if own is None else f"{here.scheme}://{own}:{here.port or 80}{here.path}"


@st.cache_data(ttl=_KEPT, show_spinner=False)
def _own_address(port: int) -> str | None:
    """The address of this machine in the network of the phones, where the app answers on it; None where it does not."""
    candidates = [own for target in (*_HOTSPOTS, _ANYWHERE) if (own := _towards(target))]
    return next((own for own in candidates if _answers(own, port)), None)


def _towards(target: str) -> str | None:
    """The address from which this machine would send to another; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect((target, 9))
        except OSError:
            return None
        own = str(asked.getsockname()[0])
    near = own.rpartition(".")[0] == target.rpartition(".")[0]
    return own if own not in _LOOPBACK and (near or target == _ANYWHERE) else None


def _answers(own: str, port: int) -> bool:
    try:
        socket.create_connection((own, port), timeout=_SOON).close()
    except OSError:
        return False
    return True
