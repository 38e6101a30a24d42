"""Filings prepared through the services on the running server's own folder, to begin a test in their midst."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256

from core.bootstrap import Oficialia, build
from core.config import Settings
from core.domain.event import Event
from core.domain.people import Actor
from core.domain.promocion import Document, Promocion, PromocionFields, Rejection
from core.signatures.private_key import read_private_key
from core.storage.accounts import account_by_username, to_actor
from core.storage.events import history
from core.storage.evidence import acuses_of
from core.storage.promociones import load_promocion, promocion_id_of
from tests.acceptance.filer import KEY_PASSWORD
from tests.acceptance.papers import Paper, pdf_paper

PERSON, COMPANY = "maria.nunez", "compania.ejemplo"
CLERK, OTHER_CLERK = "lucia.paredes", "raul.ibanez"
CLERK_NAME, OTHER_CLERK_NAME = "Lucía Paredes Ordóñez", "Raúl Ibáñez Tejeda"


def efirma(home: Path, name: str, ending: str = ".cer") -> Path:
    """Return one of the demonstration's e.firma files."""
    return home / "demo" / "efirmas" / f"{name}{ending}"


class Arrangement:
    """Does what a test takes for granted, and looks at what was stored."""

    def __init__(self, oficialia: Oficialia) -> None:
        self._oficialia = oficialia

    def actor(self, username: str) -> Actor:
        """Return an account as the services take it."""
        with self._oficialia.database.read() as session:
            row = account_by_username(session, username)
            assert row, username
            return to_actor(session, row, "127.0.0.1")

    def draft(self, username: str, procedimiento: str, *papers: Paper) -> str:
        """Create a promoción with documents (one PDF by default); return its folio."""
        actor = self.actor(username)
        fields = PromocionFields(procedimiento, "inicial", "DEN", caracter="", descripcion="Original")
        promocion_id = self._oficialia.filing.create(actor, fields)
        folio = self.promocion_by_id(promocion_id).folio
        self.attach(username, folio, *(papers or (pdf_paper(),)))
        return folio

    def attach(self, username: str, folio: str, *papers: Paper) -> None:
        """Add documents to a promoción."""
        actor, promocion_id = self.actor(username), self.promocion(folio).id
        for paper in papers:
            stored = self._oficialia.store.put(paper.data)
            self._oficialia.attaching.add_document(actor, promocion_id, paper.name, stored)

    def signed(self, username: str, procedimiento: str, *papers: Paper) -> str:
        """Create a promoción and sign it with the account's own e.firma; return its folio."""
        folio = self.draft(username, procedimiento, *papers)
        actor, promocion_id = self.actor(username), self.promocion(folio).id
        home = self._oficialia.settings.home
        cer = efirma(home, username).read_bytes()
        key = read_private_key(efirma(home, username, ".key").read_bytes(), KEY_PASSWORD)
        sending = self._oficialia.sending
        prepared = sending.prepare_signature(actor, promocion_id, cer)
        signature = key.sign(prepared.attributes, padding.PKCS1v15(), SHA256())
        sending.sign(actor, promocion_id, cer, prepared.attributes, signature)
        return folio

    def sent(self, username: str, procedimiento: str, *papers: Paper) -> str:
        """Create, sign and send a promoción; return its folio."""
        folio = self.signed(username, procedimiento, *papers)
        actor, promocion_id = self.actor(username), self.promocion(folio).id
        with ThreadPoolExecutor(
            1
        ) as aside:  # the seal runs an event loop, and Playwright's runs in this thread
            aside.submit(self._oficialia.sending.send, actor, promocion_id, secrets.token_hex(16)).result()
        return folio

    def accepted(self, username: str, procedimiento: str, *papers: Paper) -> str:
        """Create, sign and send a promoción, and let a clerk accept it; return its folio."""
        folio = self.sent(username, procedimiento, *papers)
        self.take(CLERK, folio)
        clerk, promocion_id = self.actor(CLERK), self.promocion(folio).id
        with ThreadPoolExecutor(1) as aside:  # as for sending
            aside.submit(self._oficialia.deciding.accept, clerk, promocion_id).result()
        return folio

    def rejected(self, username: str, procedimiento: str, text: str) -> str:
        """Create, sign and send a promoción, and let a clerk reject it for a missing annex; return its folio."""
        folio = self.sent(username, procedimiento)
        self.take(CLERK, folio)
        clerk, promocion_id = self.actor(CLERK), self.promocion(folio).id
        with ThreadPoolExecutor(1) as aside:  # as for sending
            rejection = Rejection("FALTA-ANEXO", text)
            aside.submit(self._oficialia.deciding.reject, clerk, promocion_id, rejection).result()
        return folio

    def take(self, username: str, folio: str) -> None:
        """Let a clerk take a promoción."""
        assert self._oficialia.claims.take(self.actor(username), self.promocion(folio).id)

    def promocion(self, folio: str) -> Promocion:
        """Return a promoción as it is stored now."""
        with self._oficialia.database.read() as session:
            return load_promocion(session, promocion_id_of(session, folio))

    def promocion_by_id(self, promocion_id: int) -> Promocion:
        """Return a promoción as it is stored now."""
        with self._oficialia.database.read() as session:
            return load_promocion(session, promocion_id)

    def events(self, folio: str) -> tuple[Event, ...]:
        """Return everything that was done to a promoción, in order."""
        with self._oficialia.database.read() as session:
            return history(session, promocion_id_of(session, folio))

    def actions(self, folio: str) -> list[str]:
        """Return the codes of everything that was done to a promoción, in order."""
        return [str(event.action) for event in self.events(folio)]

    def acuse_kinds(self, folio: str) -> list[str]:
        """Return the kinds of the receipts of a promoción, in order."""
        with self._oficialia.database.read() as session:
            return [str(acuse.kind) for acuse in acuses_of(session, promocion_id_of(session, folio))]

    def codes(self, folio: str) -> list[str]:
        """Return the codes by which the receipts of a promoción are verified, in order."""
        with self._oficialia.database.read() as session:
            return [acuse.code for acuse in acuses_of(session, promocion_id_of(session, folio))]

    def documents(self, folio: str) -> tuple[Document, ...]:
        """Return the person's documents of a promoción, in the order that is filed."""
        return self._oficialia.filing.find(self.actor(PERSON), folio).documents

    def document_ids(self, folio: str) -> list[int]:
        """Return the ids of a promoción's documents."""
        return [document.id for document in self.documents(folio)]


@contextmanager
def arranging(home: Path) -> Iterator[Arrangement]:
    """Open a served demonstration's folder beside its server."""
    oficialia = build(Settings(home=home, demo=True, allow_test_anchors=True))
    try:
        yield Arrangement(oficialia)
    finally:
        oficialia.close()
