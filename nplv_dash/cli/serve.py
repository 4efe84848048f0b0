"""`serve`: the app on a web server."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Annotated

import typer
import uvicorn

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.explain import explain
from nplv_dash.present.text import Text

if TYPE_CHECKING:
    from nplv_dash.services.settings import Settings

#: Settings that the server reads from the environment, so that it also gets them under another web server.
_FRAMES, _EMBEDS, _ARCHIVE = "NPLV_FRAME_ANCESTORS", "NPLV_EMBED_ANCESTORS", "NPLV_ARCHIVE"


def ancestors(text: str) -> str:
    """`text` as Content-Security-Policy takes it."""
    # Here and not above: other commands start sooner without.
    from nplv_dash.services.settings import origins

    try:
        return origins(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


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
    proxies = _checked().trusted_proxies.split()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    config = uvicorn.Config(
        # By name: the command line does not know Streamlit, the server imports it.
        "nplv_dash.ui.server:create_app",
        factory=True,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        # Of a browser: what its widgets are set to. Files come another way.
        ws_max_size=2 * 1024**2,
        # Whoever reaches the server directly could call themselves anything.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=3,
    )
    server = _Server(config)
    server.run()
    if not server.started:
        raise typer.Exit(code=1)


def _checked() -> Settings:
    """The settings; ends here where one is wrong, and says which names are none."""
    from nplv_dash.services.settings import settings, strangers

    for stranger in strangers(os.environ):
        _say(stranger)
    try:
        return settings()
    except NplvError as error:
        _say(error)
        raise typer.Exit(code=1) from None


def _say(error: NplvError) -> None:
    for one in explain(error, Text()):
        typer.echo(str(one), err=True)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(serve)
