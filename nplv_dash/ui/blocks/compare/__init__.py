"""Scenarios of redistribution side by side."""
