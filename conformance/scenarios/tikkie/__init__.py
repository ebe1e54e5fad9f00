"""Scenarios of Tikkie, one module per subject."""
