"""What Sangdam can do on one machine, measured through its real processes: `make bench`.

Everything stays on the loopback interface and is bounded in number and time. Nothing here is asserted in a test; the
tests under `tests/benchmarks/` only see that the pieces measure what they say.
"""
