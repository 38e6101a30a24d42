"""Sentences about signatures for the terminal, from ``data/texts/signatures.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from core.domain.verdict import Check, Outcome
from core.errors import Refusal

_INSTANTS = {"at", "asked_at", "signed_at", "revoked_at", "not_before", "not_after"}


def printable(text: str) -> str:
    """Return text without what moves a terminal's cursor or hides: certificates hold strangers' text."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def instant(at: datetime) -> str:
    """Return dd/mm/aaaa HH:MM:SS UTC."""
    return at.astimezone(UTC).strftime("%d/%m/%Y %H:%M:%S UTC")


@dataclass(frozen=True, slots=True)
class SignatureTexts:
    """The catalogue."""

    tables: Mapping[str, Any]

    @classmethod
    def load(cls, data: Path) -> Self:
        """Read the catalogue of a data folder.

        Raises:
            OSError, tomllib.TOMLDecodeError: it is not there, or broken.
        """
        return cls(tomllib.loads((data / "texts" / "signatures.toml").read_text("utf-8")))

    def what(self, refusal: Refusal) -> str:
        """Say what happened, in one sentence."""
        return self._fill(self.tables["refusals"][refusal.code]["what"], refusal.facts)

    def refusal(self, refusal: Refusal) -> str:
        """Say what happened, what it means and what to do."""
        entry = self.tables["refusals"][refusal.code]
        return "\n".join(self._fill(entry[part], refusal.facts) for part in ("what", "means", "do"))

    def answer(self, check: Check) -> str:
        """Say what a step found and, when it is not good, what to do."""
        said = self.found(check)
        if check.outcome is Outcome.PASSED:
            return said
        return f"{said} {self.tables['checks'][check.code]['do']}"

    def found(self, check: Check) -> str:
        """Say what a step found, and nothing else."""
        entry = self.tables["checks"][check.code]
        facts = dict(check.facts)
        if check.code == "envelope_readable":
            facts["reason"] = self.tables["envelope_reasons"].get(facts.get("reason"), "")
        return self._fill(entry[check.outcome.value], facts)

    def _fill(self, template: str, facts: Mapping[str, str | int]) -> str:
        shown = {name: _shown(name, value) for name, value in facts.items()}
        return template.format_map(shown)


def _shown(name: str, value: str | int) -> str:
    if name in _INSTANTS and isinstance(value, str) and value:
        return instant(datetime.fromisoformat(value))
    return printable(str(value))
