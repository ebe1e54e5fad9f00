"""Stateful imitations of the providers, each written from the provider's own text and from nothing else of ours."""
