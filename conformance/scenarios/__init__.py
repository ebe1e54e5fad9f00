"""Scenarios: one module per provider, run by pytest through `conformance.scenario`."""
