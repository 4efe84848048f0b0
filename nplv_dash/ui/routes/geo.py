"""The borders that the browser draws, from the version of the data that holds.

Streamlit serves `static/` of the project only. Every name holds a digest of the content, so that one that is not in the
version that holds may come from the one of the project: a page that was opened before a switch still asks for it.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError
from nplv_dash.services.versions import data_root

#: Where they are; `ui.headers.FINGERPRINTED` lets browsers keep what is here.
GEO: Final = "/app/static/geo"
_NAME: Final = re.compile(r"[a-z_]+\.[0-9a-f]{12}\.json")


def layer(request: Request) -> Response:
    """One layer, by its name."""
    name = request.path_params["file"]
    if not _NAME.fullmatch(name):
        return PlainTextResponse("Not Found", 404)
    try:
        folders = (data_root(), ROOT)
    except DataError:
        # The page says what is wrong with that version.
        return PlainTextResponse("Service Unavailable", 503)
    found = next((path for one in folders if (path := one / "static" / "geo" / name).is_file()), None)
    if found is None:
        return PlainTextResponse("Not Found", 404)
    # In one piece: two megabytes at most, once per visitor.
    return Response(found.read_bytes(), media_type="application/json")
