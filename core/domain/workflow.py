"""The life of a promoción: one table of transitions, asked before every change."""

from enum import StrEnum

from core.errors import Refusal


class Status(StrEnum):
    """Where a promoción stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    SENT = "sent"
    UNDER_REVIEW = "under_review"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Action(StrEnum):
    """What can be done to a promoción. Each is also the name of its audit event."""

    CREATE = "create"
    EDIT = "edit"
    ADD_DOCUMENT = "add_document"
    REPLACE_DOCUMENT = "replace_document"
    DELETE_DOCUMENT = "delete_document"
    RESTORE_DOCUMENT = "restore_document"
    MOVE_DOCUMENT = "move_document"
    CLASSIFY_DOCUMENT = "classify_document"
    ORDER_DOCUMENTS = "order_documents"
    ADD_FOLDER = "add_folder"
    MOVE_FOLDER = "move_folder"
    DELETE_FOLDER = "delete_folder"
    SIGN = "sign"
    SEND = "send"
    CLAIM = "claim"
    RELEASE = "release"
    TAKE_OVER = "take_over"
    SKIP = "skip"
    HOLD = "hold"
    RESUME = "resume"
    ASSIGN = "assign"
    LABEL = "label"
    UNLABEL = "unlabel"
    NOTE = "note"
    JUDGE_DUPLICATE = "judge_duplicate"
    PROPOSE_REJECTION = "propose_rejection"
    WITHDRAW_PROPOSAL = "withdraw_proposal"
    ACCEPT = "accept"
    REJECT = "reject"
    REOPEN = "reopen"
    REFILE = "refile"


class StatusForbids(Refusal):
    """The promoción's status does not admit the action, whatever door the request came through."""


EDITABLE = frozenset({Status.DRAFT, Status.SIGNED})
OPEN = frozenset({Status.DRAFT, Status.SIGNED, Status.SENT, Status.UNDER_REVIEW})
CLOSED = frozenset({Status.ACCEPTED, Status.REJECTED})
RECEIVED = frozenset({Status.SENT, Status.UNDER_REVIEW, Status.ACCEPTED, Status.REJECTED})

_EDITS = (
    Action.EDIT,
    Action.ADD_DOCUMENT,
    Action.REPLACE_DOCUMENT,
    Action.DELETE_DOCUMENT,
    Action.RESTORE_DOCUMENT,
    Action.MOVE_DOCUMENT,
    Action.CLASSIFY_DOCUMENT,
    Action.ORDER_DOCUMENTS,
    Action.ADD_FOLDER,
    Action.MOVE_FOLDER,
    Action.DELETE_FOLDER,
)
"""Any of them undoes a signature: folders too, since whoever signed saw them."""

REMARKS = frozenset({Action.LABEL, Action.UNLABEL, Action.NOTE, Action.JUDGE_DUPLICATE})
"""What the staff writes beside a promoción; it stands where it stood."""

TRANSITIONS: dict[tuple[Status, Action], Status] = {
    **{(status, action): Status.DRAFT for status in EDITABLE for action in _EDITS},
    (Status.DRAFT, Action.SIGN): Status.SIGNED,
    (Status.SIGNED, Action.SIGN): Status.SIGNED,
    (Status.SIGNED, Action.SEND): Status.SENT,
    (Status.SENT, Action.CLAIM): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Action.CLAIM): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Action.RELEASE): Status.SENT,
    (Status.SENT, Action.TAKE_OVER): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Action.TAKE_OVER): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Action.SKIP): Status.SENT,
    (Status.UNDER_REVIEW, Action.HOLD): Status.SENT,
    (Status.SENT, Action.RESUME): Status.SENT,
    (Status.SENT, Action.ASSIGN): Status.SENT,
    (Status.UNDER_REVIEW, Action.ASSIGN): Status.SENT,
    (Status.UNDER_REVIEW, Action.PROPOSE_REJECTION): Status.SENT,
    (Status.UNDER_REVIEW, Action.WITHDRAW_PROPOSAL): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Action.ACCEPT): Status.ACCEPTED,
    (Status.UNDER_REVIEW, Action.REJECT): Status.REJECTED,
    (Status.ACCEPTED, Action.REOPEN): Status.SENT,
    (Status.REJECTED, Action.REOPEN): Status.SENT,
    **{(status, action): status for status in RECEIVED for action in (*REMARKS, Action.REFILE)},
}


def next_status(status: Status, action: Action) -> Status:
    """Return where the action leads.

    Raises:
        StatusForbids: the table has no such transition.
    """
    try:
        return TRANSITIONS[status, action]
    except KeyError:
        raise StatusForbids(status=status, action=action) from None


def voids_signature(status: Status, action: Action) -> bool:
    """Whether the action undoes an existing signature (any change after signing does)."""
    return status is Status.SIGNED and action in _EDITS
