"""Texts, numbers and colours."""
