"""Plays the story through the real services, with a clock that is set to each act's instant."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from console.demo.accounts import DemoAccount
from console.demo.authority import Keyring
from console.demo.documents import Case, DocumentMaker
from console.demo.story import DemoFiling, Step, Verb
from core.bootstrap import Oficialia
from core.domain.people import Actor, Permission, Role
from core.domain.promocion import Caracter, PromocionFields, Rejection, TipoPromocion
from core.signatures.private_key import read_private_key
from core.storage.accounts import NewAccount, account_by_username, to_actor

_LONGEST = 200
"""No document of the demonstration has more pages."""
_ADDRESSES = {
    Role.FILER: "198.51.100.24",
    Role.CLERK: "192.0.2.11",
    Role.SUPERVISOR: "192.0.2.12",
    Role.ADMINISTRATOR: "192.0.2.13",
}
"""Addresses set aside for documentation (RFC 5737)."""


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it was set. ``at`` is aware UTC."""

    at: datetime

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.at


@dataclass(frozen=True, slots=True)
class Signing:
    """What an account signs with."""

    cer: bytes
    key: rsa.RSAPrivateKey = field(repr=False)


def open_keyring(keyring: Keyring, password: str) -> dict[str, Signing]:
    """Open the keys of the accounts: user name → certificate and key."""
    return {
        username: Signing(pair.cer, read_private_key(pair.key, password))
        for username, pair in keyring.efirmas.items()
    }


def create_accounts(oficialia: Oficialia, accounts: tuple[DemoAccount, ...]) -> dict[str, Actor]:
    """Make the accounts and return who they are: user name → actor."""
    for account in accounts:
        new = NewAccount(
            username=account.username,
            name=account.name,
            password_hash="",
            roles=frozenset({account.role}),
            rfc=account.rfc,
            email=account.email,
            phone=account.phone,
        )
        oficialia.accounts.create(new, account.password)
    with oficialia.database.read() as session:
        rows = {a.username: (account_by_username(session, a.username), a.role) for a in accounts}
        actors = {n: to_actor(session, row, _ADDRESSES[role]) for n, (row, role) in rows.items() if row}
    for actor in actors.values():
        if actor.may(Permission.FILE):
            oficialia.privacy.accept(actor, oficialia.privacy.current_version)
    return actors


class Player:
    """Performs steps, one after the other.

    Args:
        oficialia: built with ``clock``.
        clock: set before each act.
        actors: user name → actor.
        accounts: of whom the documents tell.
        signings: user name → what it signs with.
        maker: of the documents.
    """

    def __init__(
        self,
        oficialia: Oficialia,
        clock: SetClock,
        actors: Mapping[str, Actor],
        accounts: tuple[DemoAccount, ...],
        signings: Mapping[str, Signing],
        maker: DocumentMaker,
    ) -> None:
        self._oficialia = oficialia
        self._clock = clock
        self._actors = actors
        self._accounts = {account.username: account for account in accounts}
        self._signings = signings
        self._maker = maker
        self._ids: dict[str, int] = {}
        self._numeros: dict[str, str] = {}
        self._acts: Mapping[Verb, Callable[[Step], object]] = {
            Verb.CREATE: self._create,
            Verb.ATTACH: self._attach,
            Verb.EDIT: self._edit,
            Verb.SIGN: self._sign,
            Verb.SEND: self._send,
            Verb.OPEN: lambda step: oficialia.review.open(self._clerk(step), self._id(step)),
            Verb.RELEASE: self._release,
            Verb.ACCEPT: self._accept,
            Verb.REJECT: self._reject,
        }

    def perform(self, step: Step) -> None:
        """Perform one act at its instant.

        Raises:
            Refusal: the service refuses it; the story is wrong.
        """
        self._clock.at = step.at.astimezone(UTC)
        self._acts[step.verb](step)

    def _owner(self, step: Step) -> Actor:
        return self._actors[step.filing.account]

    def _clerk(self, step: Step) -> Actor:
        return self._actors[step.by]

    def _id(self, step: Step) -> int:
        return self._ids[step.filing.key]

    def _fields(self, filing: DemoFiling) -> PromocionFields:
        account = self._accounts[filing.account]
        kind = TipoPromocion.COMPLEMENTARIA if filing.complementaria else TipoPromocion.INICIAL
        represented = filing.agente or account.name
        return PromocionFields(
            procedimiento=filing.procedimiento,
            tipo_promocion=kind,
            tipo_procedimiento=filing.tipo,
            expediente=filing.expediente,
            oficialia_previa=self._numeros[filing.previa_de] if filing.previa_de else "",
            caracter=filing.caracter,
            promovente=self._maker.signatory(account),
            agente_economico="" if filing.caracter == Caracter.PROPIO_DERECHO else represented,
            descripcion=filing.descripcion,
        ).normalised()

    def _create(self, step: Step) -> None:
        fields = self._fields(step.filing)
        self._ids[step.filing.key] = self._oficialia.filing.create(self._owner(step), fields)

    def _attach(self, step: Step) -> None:
        name, model = step.filing.documents[step.document]
        account = self._accounts[step.filing.account]
        on = step.at.astimezone(ZoneInfo(self._oficialia.settings.zone)).date()
        case = Case(step.filing, account, self._fields(step.filing), on)
        stored = self._oficialia.store.put(self._maker.make(model, case))
        self._oficialia.attaching.add_document(self._owner(step), self._id(step), name, stored)

    def _edit(self, step: Step) -> None:
        fields = replace(self._fields(step.filing), descripcion=step.filing.edited)
        self._oficialia.filing.edit(self._owner(step), self._id(step), fields)

    def _sign(self, step: Step) -> None:
        owner, signing = self._owner(step), self._signings[step.filing.account]
        sending = self._oficialia.sending
        prepared = sending.prepare_signature(owner, self._id(step), signing.cer)
        signature = signing.key.sign(prepared.attributes, padding.PKCS1v15(), SHA256())
        sending.sign(owner, self._id(step), signing.cer, prepared.attributes, signature)

    def _send(self, step: Step) -> None:
        self._oficialia.sending.send(self._owner(step), self._id(step), secrets.token_hex(16))

    def _release(self, step: Step) -> None:
        self._oficialia.claims.release(self._clerk(step), self._id(step), step.filing.note)

    def _read(self, step: Step) -> None:
        """Have the clerk see every page, as whoever decides should have."""
        for document in self._oficialia.filing.view(self._owner(step), self._id(step)).documents:
            self._oficialia.coverage.see(self._clerk(step), document.id, range(1, _LONGEST + 1))

    def _accept(self, step: Step) -> None:
        self._read(step)
        accepted = self._oficialia.deciding.accept(self._clerk(step), self._id(step))
        if accepted.decision:
            self._numeros[step.filing.key] = accepted.decision.numero_oficialia

    def _reject(self, step: Step) -> None:
        self._read(step)
        filing = step.filing
        rejection = Rejection(filing.ground, filing.ground_text, filing.ground_document)
        self._oficialia.deciding.reject(self._clerk(step), self._id(step), rejection)
