"""Streamlit lives here and nowhere else: page frame, widgets, blocks, cache, state, server."""
