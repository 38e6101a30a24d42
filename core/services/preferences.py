"""How somebody of the staff likes the screens. No act of the Oficialía: nothing of it stands in the register."""

import json
import re
from typing import Any

from core.domain.people import Actor, Permission, require
from core.errors import Refusal
from core.storage.engine import Database
from core.storage.preferences import preference_of, put_preference

MOST_BYTES = 4096
"""Of a value, as JSON in UTF-8."""
_NAME = re.compile(r"[a-z][a-z_.]{0,63}")


class PreferenceNotAdmitted(Refusal):
    """The name is none of ours, or the value is too large to be a preference."""


class Preferences:
    """The use cases of one's own preferences; nobody reads another's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, actor: Actor, name: str) -> dict[str, Any]:
        """Return what the actor set under a name; empty where they set nothing.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            return preference_of(session, actor.account_id, name) if _NAME.fullmatch(name) else {}

    def set(self, actor: Actor, name: str, value: dict[str, Any]) -> None:
        """Keep a value under a name (lower-case letters, dots and underscores).

        Raises:
            NotAllowed: the actor does not read the queue.
            PreferenceNotAdmitted: the name is of another shape, or the value has more than ``MOST_BYTES``.
        """
        require(actor, Permission.READ_QUEUE)
        if not _NAME.fullmatch(name) or len(json.dumps(value, ensure_ascii=True)) > MOST_BYTES:
            raise PreferenceNotAdmitted(most=MOST_BYTES)
        with self._database.write() as session:
            put_preference(session, actor.account_id, name, value)
