"""Rooms full of people, and what may go wrong with them: `make soak`."""
