"""More than one server: the configuration, and the servers that run with it."""
