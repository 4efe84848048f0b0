"""Use cases: plain functions that the app and the command line both call."""
