"""Lifting a block by signing a challenge with the e.firma: the owner needs nobody, at any hour.

What is signed is no promoción: the text has a form of its own, and is bound to one user name, one moment
and one use. The key stays in the owner's browser, as when signing a promoción (``core.signatures.signing``).
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.fernet import InvalidToken

from core.clock import Clock
from core.domain.identifiers import Rfc
from core.errors import Refusal
from core.server_key import ServerKey
from core.services.accounts.allowances import Allowance
from core.services.accounts.tries import address_key
from core.services.accounts.unblocking import AccountNotBlocked, TooManyUnblockings, lift_block
from core.services.verification import Verification
from core.signatures.admission import defects
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.signing import assemble_cms, check_attributes, signed_attributes
from core.storage.account_tables import AccountRow
from core.storage.accounts import account_by_username, to_actor
from core.storage.engine import Database

PREFIX = b"OFICIALIA-DESAFIO-DE-DESBLOQUEO/1\n"
"""No line of a manifest begins so: those begin with 64 hexadecimal digits (``core.domain.manifest``)."""
LIFETIME = timedelta(minutes=5)
_PURPOSE = "unblock-challenge"
_ONCE = Allowance("challenge", 1, timedelta(days=1))
_PER_ADDRESS = Allowance("unblock-efirma", 30, timedelta(hours=1))
_LONGEST_NAME = 300


class EfirmaDoesNotOpenTheAccount(Refusal):
    """The e.firma is not the account's own person's, or there is no such account: from outside the same."""


class ChallengeNotValid(Refusal):
    """What was signed is no challenge of ours, was used, is too old, or is another user name's."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the owner's browser signs.

    Attributes:
        attributes: DER of the CMS signed attributes; the RSA signature is made over these bytes.
        text: what the attributes bind, for whoever wants to see it.
        sealed: what must come back with the signature.
        certificate: who the server takes the signer to be.
    """

    attributes: bytes
    text: bytes
    sealed: str
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Answer:
    """A challenge that was signed: certificate, attributes and signature are bytes as they came."""

    sealed: str
    certificate: bytes
    attributes: bytes
    signature: bytes


class EfirmaUnblocking:
    """The use cases of lifting one's own block with the e.firma."""

    def __init__(self, database: Database, clock: Clock, key: ServerKey, verification: Verification) -> None:
        self._database = database
        self._clock = clock
        self._key = key
        self._box = key.box(_PURPOSE)
        self._verification = verification

    def challenge(self, username: str, certificate: bytes, address: str) -> Challenge:
        """Judge the certificate, whoever it may belong to, and return what to sign.

        Nothing here depends on whether there is such an account.

        Raises:
            TooManyUnblockings: more than 30 in an hour from one address.
            Refusal: one of ``core.signatures.refusals``, whatever is wrong with the certificate.
        """
        now = self._clock.now().replace(microsecond=0)
        with self._database.write() as session:
            allowed = _PER_ADDRESS.spend(session, self._key, address_key(self._key, address), now)
        if not allowed:
            raise TooManyUnblockings
        signer = self._in_force(certificate, now)
        text = self._text(username, secrets.token_hex(16), now)
        sealed = self._box.encrypt_at_time(text, int(now.timestamp())).decode("ascii")
        return Challenge(signed_attributes(text, signer, now), text, sealed, signer)

    def answer(self, username: str, answer: Answer, address: str) -> None:
        """Lift the block if the account's own person signed the challenge.

        Raises:
            ChallengeNotValid: ask for another.
            SignedAttributesDiffer, SignatureDoesNotVerify: this certificate's key did not sign it.
            EfirmaDoesNotOpenTheAccount: it is another person's, or there is no such account.
            AccountNotBlocked: there is no block; said to nobody but the owner.
            Refusal: as for :meth:`challenge`.
        """
        now = self._clock.now()
        text = self._opened(answer.sealed, now)
        signer = self._in_force(answer.certificate, now)
        signed_at = check_attributes(answer.attributes, text, signer)
        if text != self._text(username, _nonce_of(text), signed_at):
            raise ChallengeNotValid
        assemble_cms(signer, answer.attributes, answer.signature)
        self._lift(username, signer, address, now)

    def _in_force(self, data: bytes, at: datetime) -> Certificate:
        certificate = read_certificate(data)
        anchors, revocation = self._verification.anchors, self._verification.revocation
        for defect in defects(certificate, at=at, anchors=anchors, revocation=revocation):
            raise defect
        return certificate

    def _text(self, username: str, nonce: str, at: datetime) -> bytes:
        whose = self._key.digest(_PURPOSE, username[:_LONGEST_NAME].strip().lower())
        lines = (f"usuario: {whose}", f"unico: {nonce}", f"instante: {at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        return PREFIX + "".join(f"{line}\n" for line in lines).encode("ascii")

    def _opened(self, sealed: str, now: datetime) -> bytes:
        """Return the text of a challenge of ours, and use it up."""
        try:
            text = self._box.decrypt_at_time(
                sealed.encode("ascii", "replace"), int(LIFETIME.total_seconds()), int(now.timestamp())
            )
        except InvalidToken:
            raise ChallengeNotValid from None
        with self._database.write() as session:
            unused = _ONCE.spend(session, self._key, _nonce_of(text), now)
        if not unused:
            raise ChallengeNotValid
        return text

    def _lift(self, username: str, signer: Certificate, address: str, now: datetime) -> None:
        with self._database.write() as session:
            found = account_by_username(session, username[:_LONGEST_NAME])
            account = session.get_one(AccountRow, found.id, with_for_update=True) if found else None
            if account is None or not signer.rfc or _rfc_of(account) != signer.rfc:
                raise EfirmaDoesNotOpenTheAccount(certificate_rfc=str(signer.rfc or ""))
            if account.blocked_at is None:
                raise AccountNotBlocked
            actor = to_actor(session, account, address)
            lift_block(session, self._key, account, actor, now, "unblock_by_efirma", serial=signer.serial)


def _nonce_of(text: bytes) -> str:
    return text.decode("ascii").partition("unico: ")[2].partition("\n")[0]


def _rfc_of(account: AccountRow) -> Rfc | None:
    return Rfc(account.rfc) if account.rfc else None
