"""Pieces of screen. They get values and return what the person wants; they call no service."""
