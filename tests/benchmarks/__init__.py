"""Measurements that are too long or too machine-dependent for tests: `python -m tests.benchmarks VERB`."""
