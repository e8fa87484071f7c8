"""What is timed: each bench_*.py has a `run()` that returns its table as a list of rows."""
