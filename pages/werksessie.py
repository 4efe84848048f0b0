"""A room: many phones, one screen, and somebody who leads."""

from nplv_dash.ui.blocks.room import page
from nplv_dash.ui.frame import ensure_frame

t, n = ensure_frame("werksessie")

page.draw(t, n)
