"""What a file is, whether it opens, and what can be shown of it; ``reader.DocumentReader`` is the door."""
