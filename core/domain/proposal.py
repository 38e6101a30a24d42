"""Rejections before they are one: half written, or proposed to a second clerk."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from core.domain.promocion import Rejection
from core.domain.reviewing import Draft


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who proposed which rejection, and when. Where the office asks for four eyes, another clerk decides."""

    account_id: int
    account_name: str
    at: datetime
    rejection: Rejection


def beginning(draft: Draft | None, proposal: Proposal | None) -> Rejection:
    """Return what a form of rejection begins with: the newer of one's own draft and what was proposed.

    A draft that is older than the proposal was written about something else.
    """
    if draft and (proposal is None or draft.updated_at >= proposal.at):
        return rejection_of_draft(draft.content)
    return proposal.rejection if proposal else Rejection("", "")


def rejection_draft(rejection: Rejection) -> dict[str, Any]:
    """Return a half-written rejection as a draft's content."""
    return asdict(rejection)


def rejection_of_draft(content: Mapping[str, Any]) -> Rejection:
    """Return what :func:`rejection_draft` wrote; empty where the content is something else."""
    ground, text, document = (_text(content, name) for name in ("ground", "text", "document"))
    page = content.get("page")
    return Rejection(ground, text, document, page if type(page) is int else None)


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""
