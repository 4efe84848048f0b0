"""Twin of the real `app.py`, in a folder without `pages/`: beside such a folder AppTest skips the frame, silently."""

from nplv_dash.ui.frame import main

main()
