"""Fuzzing that follows the code: `python -m tests.fuzz.run --seconds 60`, or `make fuzz`."""
