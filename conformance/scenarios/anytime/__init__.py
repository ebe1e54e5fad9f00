"""Scenarios of Anytime, one module per subject."""
