"""Benchmarks: our own paths beside the bare limit of the same work, as ratios of one run."""
