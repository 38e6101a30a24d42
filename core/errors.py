"""The tree of refusals: what the Oficialía answers when it will not do something.

A refusal is an expected answer, not a fault. Its class name is a short sentence, its ``code`` names
the entry in ``data/texts`` that tells a person what happened, what it means and what to do next, and
its ``facts`` are the values that entry may mention. No refusal carries a sentence of its own.
"""

import re
from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - refusals are named as sentences (design.md, Names)
    """Base of every refusal.

    Args:
        facts: values for the catalogue's sentence, already safe to show to the person refused.
    """

    code: ClassVar[str] = "refusal"

    def __init_subclass__(cls) -> None:
        """Derive the code from the class name: ``KeyDoesNotMatch`` → ``key_does_not_match``."""
        super().__init_subclass__()
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, **facts: str | int) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotAllowed(Refusal):
    """The person's roles do not include the permission asked for."""


class NotFound(Refusal):
    """It does not exist, or it is somebody else's: from outside both look the same."""
