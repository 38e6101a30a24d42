"""Messages: their kinds, what each must tell, how one is written, and when it is tried again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.domain.visible_text import is_invisible

_ADDRESS = re.compile(r"[A-Za-z0-9_.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_LONGEST_ADDRESS = 254
"""RFC 5321 §4.5.3.1.3: a path of 256 octets, without its two angle brackets."""
_LONGEST_FACT, _LONGEST_REASON = 300, 4000


class MailKind(StrEnum):
    """What a message tells; each has its template in ``data/texts/mail.toml``."""

    CONFIRM_REGISTRATION = "confirm_registration"
    REGISTRATION_APPROVED = "registration_approved"
    REGISTRATION_REFUSED = "registration_refused"
    INVITATION = "invitation"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a kind of message, no password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the same
    ACCOUNT_BLOCKED = "account_blocked"
    UNBLOCK_LINK = "unblock_link"
    ACCOUNT_UNBLOCKED = "account_unblocked"
    CONFIRM_EMAIL = "confirm_email"
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODE_USED = "recovery_code_used"
    ACCOUNT_SUSPENDED = "account_suspended"
    ACCOUNT_RESTORED = "account_restored"
    ROLES_CHANGED = "roles_changed"
    PROMOCION_SENT = "promocion_sent"
    PROMOCION_ACCEPTED = "promocion_accepted"
    PROMOCION_REJECTED = "promocion_rejected"
    PROMOCION_REOPENED = "promocion_reopened"
    PROMOCION_REFILED = "promocion_refiled"
    PROMOCION_TAKEN_OVER = "promocion_taken_over"
    PROMOCION_REASSIGNED = "promocion_reassigned"
    FAULT_RECEIVED = "fault_received"
    FAULT_FOR_SUPPORT = "fault_for_support"
    FAULT_REPLIED = "fault_replied"
    FAULT_RESOLVED = "fault_resolved"
    FAULT_DISMISSED = "fault_dismissed"
    SUMMARY = "summary"
    TEST = "test"


_LEGAL_DAYS = frozenset({"filed_on", "before_on"})
"""Days that differ from zone to zone: they are told with theirs."""
_NAME, _LINK = frozenset({"name"}), frozenset({"name", "link_path", "expires_at"})
_ANSWER = frozenset({"folio", "reason", "link_path"})
FACTS: Mapping[MailKind, frozenset[str]] = {
    MailKind.CONFIRM_REGISTRATION: _LINK,
    MailKind.REGISTRATION_APPROVED: _LINK | {"username"},
    MailKind.REGISTRATION_REFUSED: _NAME | {"reason"},
    MailKind.INVITATION: _LINK | {"username"},
    MailKind.RESET_PASSWORD: _LINK | {"address"},
    MailKind.PASSWORD_CHANGED: _NAME | {"at", "address"},
    MailKind.ACCOUNT_BLOCKED: _NAME | {"at", "address"},
    MailKind.UNBLOCK_LINK: _LINK,
    MailKind.ACCOUNT_UNBLOCKED: _NAME | {"at"},
    MailKind.CONFIRM_EMAIL: _LINK,
    MailKind.EMAIL_CHANGED: _NAME | {"at"},
    MailKind.SECOND_FACTOR_ADDED: _NAME | {"at"},
    MailKind.SECOND_FACTOR_REMOVED: _NAME | {"at"},
    MailKind.RECOVERY_CODE_USED: _NAME | {"at", "address", "left"},
    MailKind.ACCOUNT_SUSPENDED: _NAME | {"reason"},
    MailKind.ACCOUNT_RESTORED: _NAME,
    MailKind.ROLES_CHANGED: _NAME | {"roles"},
    MailKind.PROMOCION_SENT: _NAME | {"folio", "filed_on", "link_path"},
    MailKind.PROMOCION_ACCEPTED: _NAME | {"folio", "numero", "link_path"},
    MailKind.PROMOCION_REJECTED: _NAME | {"folio", "link_path"},
    MailKind.PROMOCION_REOPENED: _NAME | {"folio", "link_path"},
    MailKind.PROMOCION_REFILED: _NAME | {"folio", "before_on", "filed_on", "reason", "link_path"},
    MailKind.PROMOCION_TAKEN_OVER: _NAME | {"folio", "by_name", "at", "reason", "link_path"},
    MailKind.PROMOCION_REASSIGNED: _NAME | {"folio", "by_name", "at", "reason", "link_path"},
    # to an address that nobody has confirmed: nothing that was typed is repeated to it
    MailKind.FAULT_RECEIVED: frozenset({"folio", "system", "at", "link_path"}),
    MailKind.FAULT_FOR_SUPPORT: frozenset(
        {"folio", "system", "at", "username", "title", "reason", "link_path"}
    ),
    MailKind.FAULT_REPLIED: _ANSWER,
    MailKind.FAULT_RESOLVED: _ANSWER,
    MailKind.FAULT_DISMISSED: _ANSWER,
    MailKind.SUMMARY: _NAME | {"since_on", "until_on", "link_path"},
    MailKind.TEST: frozenset(),
}
"""What a message of each kind must be given."""
CARRIES_LINK = frozenset(kind for kind, facts in FACTS.items() if "expires_at" in facts)
"""Kinds whose link opens something for whoever holds it, once and for a time."""


class MailBox(StrEnum):
    """Where a message stands.

    ``links`` and ``notices`` are still to be delivered, with and without a link that opens something.
    """

    LINKS = "links"
    NOTICES = "notices"
    STOPPED = "stopped"
    SENT = "sent"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True)
class MailEntry:
    """A message as the administrator sees it: without its text.

    Attributes:
        account_name: empty where the person has no account yet.
        problem: code of what went wrong last, and the server's reply code after a blank, if it gave one.
        tellable: its text can still be written; a link that expired or was delivered is gone.
        expires_at: until when its link works; None without one, and once it is gone.
    """

    id: int
    kind: str
    box: MailBox
    to_address: str
    account_name: str
    created_at: datetime
    next_try_at: datetime | None
    tries: int
    sent_at: datetime | None
    handed_over_at: datetime | None
    problem: str
    tellable: bool
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """Subject and body with ``{fact}`` where a fact goes."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it is read: one line of subject, and plain text."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Stationery:
    """What messages are written with.

    Attributes:
        templates: one for each kind.
        foot: after every body; it may name ``to_address`` and the constants.
        constants: facts of the institution that any template may name.
        roles: what people call the roles.
        zone: IANA time zone in which instants are told.
        zone_name: what people call it.
        missing: stands for a fact that is empty.
        public_url: before every ``link_path``: what the operator set, never what a browser claims.
    """

    templates: Mapping[MailKind, Template]
    foot: str
    constants: Mapping[str, str]
    roles: Mapping[str, str]
    zone: str
    zone_name: str
    missing: str
    public_url: str

    def write(self, kind: MailKind, facts: Mapping[str, object], to_address: str) -> Letter:
        """Write a message.

        Args:
            kind: which template.
            facts: as :data:`FACTS` names them; instants and days in ISO 8601. Anybody may have written them:
                they become one visible line each, except ``reason``, whose lines are quoted.
            to_address: where it goes.

        Raises:
            KeyError: the template names a fact that is not given.
            ValueError: an instant, a day or a link is none.
        """
        told = dict(self.constants) | {name: self._told(name, fact) for name, fact in facts.items()}
        told |= {"to_address": one_line(to_address, _LONGEST_ADDRESS)}
        template = self.templates[kind]
        subject = one_line(template.subject.format_map(told), _LONGEST_FACT)
        return Letter(subject, f"{template.body}\n\n{self.foot}".format_map(told).strip() + "\n")

    def _told(self, name: str, fact: object) -> str:
        if name == "link_path":
            return self.public_url + link_path(str(fact))
        if name == "roles":
            return ", ".join(self.roles.get(code, code) for code in _codes(fact)) or self.missing
        text = str(fact)
        if name == "reason":
            return quoted(text) or self.missing
        return (self._moment(name, text) if text else "") or self.missing

    def _moment(self, name: str, text: str) -> str:
        if name == "at" or name.endswith("_at"):
            local = datetime.fromisoformat(text).astimezone(ZoneInfo(self.zone))
            return f"{local:%d/%m/%Y %H:%M} ({self.zone_name})"
        if name.endswith("_on"):
            clock = f" ({self.zone_name})" if name in _LEGAL_DAYS else ""
            return f"{date.fromisoformat(text):%d/%m/%Y}{clock}"
        return one_line(text, _LONGEST_FACT)


def one_line(text: str, most: int) -> str:
    """Return what can be seen of a text, in one line of at most ``most`` characters.

    Line breaks end a header (RFC 5322 §2.2), marks of direction turn round what follows them.
    """
    seen = "".join(" " if c.isspace() else "" if is_invisible(c) else c for c in text[: most * 4])
    return " ".join(seen.split())[:most]


def quoted(text: str) -> str:
    """Return people's own lines, each marked as a quotation, so that none passes for ours."""
    lines = (one_line(line, _LONGEST_REASON) for line in text[:_LONGEST_REASON].splitlines())
    return "\n".join(f"> {line}" for line in lines if line)


def link_path(path: str) -> str:
    """Return an address of ours as it is.

    Raises:
        ValueError: it could lead elsewhere, or break the line.
    """
    if not re.fullmatch(r"/(?!/)[!-~]*", path):
        raise ValueError("not an address of ours")
    return path


def _codes(fact: object) -> list[str]:
    """Return the codes of roles, given as a list or as one text (``clerk+supervisor``)."""
    return [str(code) for code in fact] if isinstance(fact, list | tuple) else re.findall(r"\w+", str(fact))


def usable_address(text: str) -> bool:
    """Whether mail can be sent to this address: plain ASCII, one mailbox, no display name."""
    return len(text) <= _LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(text))


def expired(facts: Mapping[str, object], at: datetime) -> bool:
    """Whether the link that a message holds opens nothing any more."""
    until = link_ends(facts)
    return until is not None and until <= at


def link_ends(facts: Mapping[str, object]) -> datetime | None:
    """Return until when the link that a message holds works; None where it holds none."""
    until = facts.get("expires_at")
    return datetime.fromisoformat(until) if isinstance(until, str) and until else None


_WAITS_MINUTES = (1, 2, 5, 15, 30, 60, 120, 240)
_LONGEST_WAIT = timedelta(hours=6)
_MOST_TRIES = len(_WAITS_MINUTES) + 12
"""The growing waits make 8 hours, eleven of the longest 66 more: three days, then an administrator decides."""


def wait_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many tries went wrong (RFC 5321 §4.5.4.1); None: no more."""
    if tries >= _MOST_TRIES:
        return None
    return timedelta(minutes=_WAITS_MINUTES[tries - 1]) if tries <= len(_WAITS_MINUTES) else _LONGEST_WAIT
