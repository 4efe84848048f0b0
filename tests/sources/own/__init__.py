"""Readers of what visitors bring along."""
