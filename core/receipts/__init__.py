"""Acuses: rendering, the institutional seal, the evidence package."""
