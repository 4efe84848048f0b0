"""The publishers' services, spoken to over a real connection on this machine."""
