"""`serve`: the app on a web server."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from socket import socket
from typing import Annotated

import typer
import uvicorn

#: Settings that the server reads from the environment, so that it also gets them under another web server.
_FRAMES, _EMBEDS, _ARCHIVE = "NPLV_FRAME_ANCESTORS", "NPLV_EMBED_ANCESTORS", "NPLV_ARCHIVE"
#: An origin, or one of the words that Content-Security-Policy has for it.
_ORIGIN = re.compile(r"\*|'self'|'none'|(?:https?://)?(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::(?:\d{1,5}|\*))?")


def ancestors(text: str) -> str:
    """`text` as Content-Security-Policy takes it; with anything else in it the whole header might mean nothing."""
    wrong = [word for word in text.split() if not _ORIGIN.fullmatch(word)]
    if wrong or not text.split():
        raise typer.BadParameter(f"{' '.join(wrong)!r}: give 'self', 'none', *, or addresses such as https://www.nu.nl")
    return " ".join(text.split())


class _Server(uvicorn.Server):
    """Says where the app is, once it can be opened: people click on that line and the tests wait for it."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            typer.echo(f"nplv_dash http://{f'[{host}]' if ':' in host else host}:{port}")


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8501,
    host: Annotated[str, typer.Option(help="Address; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    frame_ancestors: Annotated[
        str, typer.Option(envvar=_FRAMES, callback=ancestors, help="Websites that may show a page in a frame.")
    ] = "'self'",
    embed_ancestors: Annotated[
        str,
        typer.Option(envvar=_EMBEDS, callback=ancestors, help="Websites that may show a picture or what was frozen."),
    ] = "*",
    archive: Annotated[
        Path | None, typer.Option(envvar=_ARCHIVE, help="Folder of what is frozen; without one, .cache/archive.")
    ] = None,
) -> None:
    """Open the app on a web server."""
    os.environ[_FRAMES], os.environ[_EMBEDS] = frame_ancestors, embed_ancestors
    if archive is not None:
        os.environ[_ARCHIVE] = str(archive.resolve())
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    config = uvicorn.Config(
        # By name: the command line does not know Streamlit, the server imports it.
        "nplv_dash.ui.server:create_app",
        factory=True,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        timeout_graceful_shutdown=3,
    )
    server = _Server(config)
    server.run()
    if not server.started:
        raise typer.Exit(code=1)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(serve)
