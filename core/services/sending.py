"""Signing and sending: the only door through which a promoción leaves its filer's hands."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.acuse import AcuseKind
from core.domain.checklist import Checklist, checklist_to_json
from core.domain.evidence import Occasion, Signature
from core.domain.identifiers import Rfc
from core.domain.people import Actor
from core.domain.promocion import Document, Promocion
from core.domain.risk import risk_of
from core.domain.verdict import Conclusion, Outcome, Verdict
from core.domain.verdict_json import verdict_to_json
from core.domain.workflow import RECEIVED, Action, StatusForbids, next_status
from core.errors import Refusal
from core.services.accounts.privacy import Privacy
from core.services.acuse_records import Proof
from core.services.acuses import Acuses
from core.services.changes import changing, own_promocion
from core.services.filing import Filing
from core.services.notices import notify_sent
from core.services.preflight import Preflight
from core.services.rule_assigning import Arrivals
from core.services.signable import manifest_of
from core.services.verification import Examination, Verification, outcome_columns
from core.signatures.admission import check_admissible
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.signing import assemble_cms, check_attributes, signed_attributes
from core.storage.document_rows import documents_of, forget_replaced
from core.storage.engine import Database
from core.storage.evidence import current_signature, insert_signature, insert_verdict
from core.storage.promociones import ChangedMeanwhile, load_promocion
from core.storage.revocations import insert_revocations
from core.storage.searching import document_column

SIGNING_WINDOW = timedelta(minutes=10)
"""How far the signing time may lie back when the signature arrives: a line that was down comes back in it."""


class SigningTookTooLong(Refusal):
    """The signature arrived long after its signing time."""


class SignatureIsVoid(Refusal):
    """There is no signature that stands: the promoción changed after it was signed."""


class StoredDocumentsDiffer(Refusal):
    """The stored bytes are not those that were signed."""


class SignatureDoesNotStand(Refusal):
    """A check of the signature or of the signer failed when sending."""


@dataclass(frozen=True, slots=True)
class PreparedSignature:
    """What the filer's browser signs, and who the server takes the signer to be.

    Attributes:
        attributes: DER of the CMS signed attributes; the RSA signature is made over these bytes.
        manifest: the bytes of ``manifest-sha256.txt`` that the attributes bind.
        fields: the bytes of ``data/promocion.json``, which the manifest names.
    """

    attributes: bytes
    manifest: bytes
    signed_at: datetime
    certificate: Certificate
    documents: int
    fields: bytes


@dataclass(frozen=True, slots=True)
class _Click:
    """One press of the button: its token, when it arrived, and how the promoción stood with the rules."""

    token: str
    received_at: datetime
    checklist: Checklist


class Sending:
    """The use cases of signing and sending."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        filing: Filing,
        verification: Verification,
        acuses: Acuses,
        privacy: Privacy,
        arrivals: Arrivals,
        preflight: Preflight,
    ) -> None:
        self._database = database
        self._clock = clock
        self._filing = filing
        self._verification = verification
        self._acuses = acuses
        self._privacy = privacy
        self._arrivals = arrivals
        self._preflight = preflight

    def prepare_signature(self, actor: Actor, promocion_id: int, certificate: bytes) -> PreparedSignature:
        """Judge the certificate and return the bytes to sign.

        Raises:
            NotFound, StatusForbids, NoDocuments, SummaryMissing: nothing to sign here.
            RequiredFieldsMissing: its type of procedure has come to demand more.
            PrivacyNoticeNotAccepted: it changed; accepting it is two clicks on the same screen.
            ProblemsForbidSigning, or one of ``core.signatures.refusals``: as they say.
        """
        promocion, documents = self._signable(actor, promocion_id)
        signer = self._admissible(certificate, promocion)
        fields, manifest = manifest_of(promocion, documents)
        now = self._clock.now().replace(microsecond=0)
        return PreparedSignature(
            signed_attributes(manifest, signer, now), manifest, now, signer, len(documents), fields
        )

    def sign(
        self, actor: Actor, promocion_id: int, certificate: bytes, attributes: bytes, signature: bytes
    ) -> None:
        """Keep a signature over the promoción exactly as it is now.

        Idempotent: the signature that stands, handed in again by a browser that heard no answer, is kept once.

        Args:
            actor: the filer.
            promocion_id: which promoción.
            certificate: the ``.cer`` file.
            attributes: those of ``core.signatures.signing.signed_attributes`` over the promoción's manifest,
                whoever made them.
            signature: RSASSA-PKCS1-v1_5 with SHA-256 over ``attributes``.

        Raises:
            SignedAttributesDiffer: something changed between showing it and signing.
            SignatureDoesNotVerify: the signature is not this certificate's over these bytes.
            SigningTookTooLong: sign again.
            Refusal: as for :meth:`prepare_signature`.
        """
        signer = self._judged(actor, promocion_id, certificate)
        with changing(self._database, self._clock, actor, promocion_id, Action.SIGN) as change:
            self._privacy.require_accepted(change.session, actor)
            documents = documents_of(change.session, promocion_id)
            fields, manifest = manifest_of(change.promocion, documents)
            signed_at = check_attributes(attributes, manifest, signer)
            cms = assemble_cms(signer, attributes, signature)
            standing = current_signature(change.session, promocion_id)
            if standing and standing.cms == cms:
                return
            self._check_window(signed_at)
            digest = hashlib.sha256(manifest).hexdigest()
            evidence = Signature(signed_at, signer.der, cms, fields, manifest, digest)
            insert_signature(change.session, promocion_id, evidence)
            forget_replaced(change.session, promocion_id)
            facts = {"serial": signer.serial, "manifest_sha256": digest}
            change.apply(Action.SIGN, facts, {"signed_at": signed_at})

    def _judged(self, actor: Actor, promocion_id: int, certificate: bytes) -> Certificate:
        """Judge a certificate before the transaction: a source of revocation may take seconds to answer."""
        promocion, _ = self._signable(actor, promocion_id)
        return self._admissible(certificate, promocion)

    def _signable(self, actor: Actor, promocion_id: int) -> tuple[Promocion, tuple[Document, ...]]:
        with self._database.read() as session:
            promocion = own_promocion(session, actor, promocion_id)
            next_status(promocion.status, Action.SIGN)
            self._privacy.require_accepted(session, actor)
            self._filing.require_complete(session, promocion)
            documents = documents_of(session, promocion_id)
        self._preflight.require_signable(promocion, documents)
        return promocion, documents

    def _admissible(self, certificate: bytes, promocion: Promocion) -> Certificate:
        signer = read_certificate(certificate)
        check_admissible(
            signer,
            at=self._clock.now(),
            account_rfc=Rfc(promocion.owner_rfc),
            anchors=self._verification.anchors,
            revocation=self._verification.revocation,
        )
        return signer

    def _check_window(self, signed_at: datetime) -> None:
        age = self._clock.now() - signed_at
        if not timedelta(seconds=-1) <= age <= SIGNING_WINDOW:
            raise SigningTookTooLong

    def send(self, actor: Actor, promocion_id: int, token: str) -> Promocion:
        """Send a signed promoción: verified now, taken as filed by the calendar, with its acuse.

        Idempotent: sending again what its filer already sent, or is sending at this moment in another
        window, returns it unchanged.

        Args:
            actor: the filer.
            promocion_id: which promoción.
            token: made when the button was drawn; unique, so that one click sends one filing.

        Raises:
            NotFound, StatusForbids: as they say.
            PrivacyNoticeNotAccepted, SignatureIsVoid: it changed after the signing.
            StoredDocumentsDiffer, SignatureDoesNotStand, ProblemsForbidSigning: what was found.
            ChangedMeanwhile: it changed while it was being verified.
        """
        # the instant of sending is that of the request: verifying large documents must not cost a deadline
        received_at = self._clock.now()
        with self._database.read() as session:
            promocion = own_promocion(session, actor, promocion_id)
            documents = documents_of(session, promocion_id)
            signature = current_signature(session, promocion_id)
        if promocion.status in RECEIVED:
            return promocion
        next_status(promocion.status, Action.SEND)
        if signature is None:
            raise SignatureIsVoid
        found = self._verification.examine(promocion, documents, signature)
        _refuse_failed(found.verdict)
        checklist = self._preflight.of(promocion, documents)
        self._preflight.require_no_problems(checklist)
        try:
            proof = Proof(promocion, documents, signature, found.verdict)
            acuse_id = self._send(actor, proof, found, _Click(token, received_at, checklist))
        except (StatusForbids, ChangedMeanwhile):
            return self._sent_meanwhile(actor, promocion_id)
        self._acuses.try_finish(acuse_id)
        return self._own(actor, promocion_id)

    def _own(self, actor: Actor, promocion_id: int) -> Promocion:
        with self._database.read() as session:
            return own_promocion(session, actor, promocion_id)

    def _sent_meanwhile(self, actor: Actor, promocion_id: int) -> Promocion:
        promocion = self._own(actor, promocion_id)
        if promocion.status not in RECEIVED:
            raise ChangedMeanwhile
        return promocion

    def _send(self, actor: Actor, proof: Proof, found: Examination, click: _Click) -> int:
        promocion = proof.promocion
        with changing(
            self._database, self._clock, actor, promocion.id, Action.SEND, version=promocion.version
        ) as change:
            self._privacy.require_accepted(change.session, actor)
            filed, edition = self._filing.file(change.session, promocion, click.received_at)
            values = {
                "sent_at": click.received_at,
                "send_token": _token_digest(click.token, proof.signature),
                "filed_on": filed.on,
                "filed_reason": filed.reason,
                "filed_facts": dict(filed.facts),
                "calendar_edition": edition,
                "signed_at": proof.signature.signed_at,
                "preflight": checklist_to_json(click.checklist),
                "risk": risk_of(proof.verdict, click.checklist),
                **document_column(document.name for document in proof.documents),
                **outcome_columns(proof.verdict),
            }
            facts = {"manifest_sha256": proof.signature.manifest_sha256, "filed_on": filed.on.isoformat()}
            facts |= {"filed_reason": filed.reason.value, "sent_at": click.received_at.isoformat()}
            change.apply(Action.SEND, facts, values)
            _keep(change.session, actor, promocion.id, found)
            acuse_id = self._freeze(change.session, proof)
            self._arrivals.take_in(change.session, promocion.id, proof.signature.cms)
            return acuse_id

    def _freeze(self, session: Session, proof: Proof) -> int:
        sent = load_promocion(session, proof.promocion.id)
        notify_sent(session, sent, self._clock.now())
        return self._acuses.freeze(
            session, AcuseKind.ENVIO, Proof(sent, proof.documents, proof.signature, proof.verdict)
        )


def _keep(session: Session, actor: Actor, promocion_id: int, found: Examination) -> None:
    content = verdict_to_json(found.verdict)
    insert_verdict(session, promocion_id, found.verdict.made_at, content, Occasion.SENDING, actor.name)
    insert_revocations(session, promocion_id, found.evidence(Occasion.SENDING))


def _token_digest(token: str, signature: Signature) -> str:
    """Bind the click to what it sends: whatever a client calls its token, it clashes with no other's."""
    return hashlib.sha256(f"{token} {signature.manifest_sha256}".encode("utf-8", "replace")).hexdigest()


def _refuse_failed(verdict: Verdict) -> None:
    if verdict.conclusion(Conclusion.INTEGRIDAD) is Outcome.FAILED:
        names = [m.name for m in verdict.matches if not m.matches]
        raise StoredDocumentsDiffer(documents=", ".join(names))
    if verdict.outcome is Outcome.FAILED:
        raise SignatureDoesNotStand(checks=", ".join(c.code for c in verdict.failures()))
