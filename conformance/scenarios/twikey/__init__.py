"""Scenarios of Twikey, one module per subject."""
