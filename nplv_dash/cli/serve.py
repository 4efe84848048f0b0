"""`serve`: the app on a web server."""

from __future__ import annotations

import logging
from socket import socket
from typing import Annotated

import typer
import uvicorn


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
) -> None:
    """Open the app on a web server."""
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
