"""How each person likes the screens: small values of JSON by name."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.storage.review_tables import PreferenceRow


def preference_of(session: Session, account_id: int, name: str) -> dict[str, Any]:
    """Return what somebody set under a name; empty where they set nothing."""
    found = session.scalar(
        select(PreferenceRow.value).where(PreferenceRow.account_id == account_id, PreferenceRow.name == name)
    )
    return dict(found or {})


def put_preference(session: Session, account_id: int, name: str, value: dict[str, Any]) -> None:
    """Store a value in the place of the one before; of two windows at once the later one stands."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(PreferenceRow).values(account_id=account_id, name=name, value=value)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["account_id", "name"], set_={"value": statement.excluded.value}
        )
    )
