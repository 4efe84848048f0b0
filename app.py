"""Entry point: `make run`, or `streamlit run app.py`."""

from nplv_dash.ui.frame import main

main()
