"""Blocks that pages are composed of. Each draws one thing from a workspace and a choice."""
