"""Speed and memory, measured in a real browser on real servers: `python -m tests.bench.run`."""
