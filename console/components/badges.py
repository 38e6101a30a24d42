"""Status and outcome as icon and word, never colour alone."""

import streamlit as st

from console import texts
from core.domain.verdict import Outcome
from core.domain.workflow import Status

STATUS_LOOK: dict[Status, tuple[str, str]] = {
    Status.DRAFT: (":material/edit_note:", "gray"),
    Status.SIGNED: (":material/draw:", "violet"),
    Status.SENT: (":material/send:", "blue"),
    Status.UNDER_REVIEW: (":material/rate_review:", "orange"),
    Status.ACCEPTED: (":material/check_circle:", "green"),
    Status.REJECTED: (":material/cancel:", "red"),
}
OUTCOME_LOOK: dict[Outcome, tuple[str, str]] = {
    Outcome.PASSED: (":material/check_circle:", "green"),
    Outcome.INDETERMINATE: (":material/help:", "orange"),
    Outcome.FAILED: (":material/cancel:", "red"),
}
OUTCOME_MARK = {Outcome.PASSED: "✔", Outcome.INDETERMINATE: "⚠", Outcome.FAILED: "✖"}


def status_badge(status: Status) -> None:
    """Draw where a promoción stands."""
    icon, colour = STATUS_LOOK[status]
    st.badge(texts.label("status", status), icon=icon, color=colour)  # type: ignore[arg-type]  # one of its names


def outcome_badge(label: str, outcome: Outcome) -> None:
    """Draw a conclusion's name with its outcome's icon."""
    icon, colour = OUTCOME_LOOK[outcome]
    st.badge(label, icon=icon, color=colour)  # type: ignore[arg-type]  # one of its names
