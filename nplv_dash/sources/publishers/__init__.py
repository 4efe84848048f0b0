"""Clients of the publishers' services. What is known of those stands in `data/sources/*.yaml`, and not here."""
