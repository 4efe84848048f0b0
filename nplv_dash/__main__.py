"""`python -m nplv_dash`: the command line."""

from nplv_dash.cli import app

app(prog_name="python -m nplv_dash")
