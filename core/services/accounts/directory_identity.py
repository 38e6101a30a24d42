"""Whom the institution's directory vouches for, and the ways in which it does not.

Apart from the client, whose libraries take a second to import and are needed where there is a directory only.
"""

from dataclasses import dataclass

from core.errors import Refusal

RETURN_PATH = "/entrar/directorio/vuelta"
"""Where the directory sends the browser back to, after ``public_url``."""


class DirectoryUnavailable(Refusal):
    """The institution's directory does not answer, or not as it should."""


class DirectoryAnswerNotValid(Refusal):
    """What came back does not prove who the person is: forged, for somebody else, or too old."""


@dataclass(frozen=True, slots=True)
class DirectoryIdentity:
    """Whom the provider vouches for; ``email`` empty where it does not vouch for one."""

    issuer: str
    subject: str
    email: str
