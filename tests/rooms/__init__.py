"""The rooms, on both databases."""
