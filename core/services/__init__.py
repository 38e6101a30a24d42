"""The use cases, one module for each actor's job."""
