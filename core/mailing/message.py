"""A message as a mail server takes it (RFC 5322)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from core.domain.mail import Letter, one_line

_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Envelope:
    """Between whom, when, and by which name a repeat is recognised.

    Attributes:
        sender: plain address, checked by the settings.
        sender_name: what mail programs show for it.
        to_address: plain address, checked by ``usable_address``.
        at: aware; when the message was written, so that a repeat is the same message.
        message_id: the part before ``@`` of its Message-ID.
    """

    sender: str
    sender_name: str
    to_address: str
    at: datetime
    message_id: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a message carries. ``name``: ASCII, of ours; ``media_type``: ``type/subtype``."""

    name: str
    media_type: str
    data: bytes


def compose(letter: Letter, envelope: Envelope, attachments: Iterable[Attachment] = ()) -> EmailMessage:
    """Return a plain-text message; quoted-printable, so that every server carries it unchanged.

    ``Auto-Submitted`` (RFC 3834 §5) and its older cousin keep automatic answers away.
    """
    message = EmailMessage(policy=SMTP)
    name = one_line(envelope.sender_name, _LONGEST_NAME)
    message["From"] = Address(name, addr_spec=envelope.sender)
    message["To"] = Address(addr_spec=envelope.to_address)
    message["Subject"] = letter.subject
    message["Date"] = envelope.at
    message["Message-ID"] = f"<{envelope.message_id}@{envelope.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.body, cte="quoted-printable")
    message["Content-Language"] = "es-MX"  # the line above takes every Content-* away
    for file in attachments:
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)
    return message
