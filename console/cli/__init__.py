"""The ``oficialia`` command."""
