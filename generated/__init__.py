"""Typed clients written by `make generate` from specs/; never edited by hand."""
