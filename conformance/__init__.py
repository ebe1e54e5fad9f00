"""Judges a payment API, or its sandbox, against its contract."""
