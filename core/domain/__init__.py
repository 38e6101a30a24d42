"""Values and rules without input or output. Imports the standard library only."""
