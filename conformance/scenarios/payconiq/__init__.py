"""Scenarios of Payconiq, one module per subject."""
