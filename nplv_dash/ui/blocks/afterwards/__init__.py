"""Blocks of the page about what happens after the money."""
