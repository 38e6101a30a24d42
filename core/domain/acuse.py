"""The content of an acuse, frozen when it is issued (domain.md §5; LFEA art. 2-III, P./J. 33/2001)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class AcuseKind(StrEnum):
    """The three papers."""

    ENVIO = "envio"
    RECEPCION = "recepcion"
    RECHAZO = "rechazo"


@dataclass(frozen=True, slots=True)
class AcuseDocument:
    """A row of the table of documents, in the filer's order.

    Attributes:
        name: with its folders before it.
        sha256: 64 lower-case hex digits.
        classification: in words; empty on a paper that was issued before there were any.
        summary: of a confidential one.
    """

    number: int
    name: str
    size_bytes: int
    media_type: str
    sha256: str
    classification: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class AcuseGround:
    """Why a promoción was rejected."""

    code: str
    title: str
    legal_basis: str
    text: str
    document: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ReplacedAcuse:
    """The paper of an earlier decision, which was reopened, as the paper of the new decision names it.

    ``numero_oficialia``: the number that the promoción had been given; empty where it was rejected.
    """

    kind: AcuseKind
    code: str
    issued_at: datetime
    numero_oficialia: str = ""


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A day that the calendar moved after the sending.

    Attributes:
        before_on: the day that the acuse de envío prints.
        computed_at: when the day that counts was computed.
        cause: why the calendar changed, in the words of whoever saved it.
    """

    before_on: date
    computed_at: datetime
    cause: str


class AcuseStanding(StrEnum):
    """Whether a paper still tells the decision: a reopening takes that from it, the new decision's replaces it."""

    IN_FORCE = "in_force"
    REOPENED = "reopened"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class SealIdentity:
    """Whose certificate seals the acuse.

    Attributes:
        serial: hexadecimal digits.
        sha256: digest of the certificate's DER, 64 lower-case hex digits.
        demonstration: a self-made seal without any validity; the paper says so.
    """

    holder: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    sha256: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class AcuseRecord:
    """Everything an acuse prints. Instants are aware UTC and printed in ``zone``.

    Texts such as ``caracter``, ``tipo_promocion`` and ``tipo_procedimiento`` are printed as they stand:
    freeze the label a person reads, since a catalogue may change after the paper was issued.

    Attributes:
        kind: which of the three papers.
        code: public verification code, unguessable.
        filed_on: the day on which it is taken as filed.
        filed_reason: code of the reason, a key of ``[filed_reason]`` in ``data/texts/receipts.toml``.
        filed_facts: what that reason rests on, as ``core.domain.calendar.FiledOn`` gives it: values for
            its sentence; ``legal_basis`` is printed by itself.
        zone: IANA name, ``America/Mexico_City``.
        cadena_original: the exact text signed (the manifest).
        signature_base64: the RSA signature value inside the CMS.
        manifest_sha256: digest of the signed manifest.
        revocation: ``vigente``, ``revocado`` or ``no_consultado``.
        constancia_nom151: whether an accredited PSC issued one; never true without its token.
        decided_by: name of the clerk; empty on the acuse de envío.
        rules_version: of the rule book that the documents were examined with when they were sent; empty
            before there was one.
        replaces: the paper of the decision that was reopened; None where nothing was.
        moved: the day that the acuse de envío prints, where another counts now; None where it is the same.
        institucion_edition: of the institution's data it is printed with, whenever that happens; None where
            nobody wrote that down.
    """

    kind: AcuseKind
    code: str
    folio: str
    numero_oficialia: str
    issued_at: datetime
    signed_at: datetime
    sent_at: datetime
    decided_at: datetime | None
    filed_on: date
    filed_reason: str
    zone: str
    usuario: str
    rfc: str
    caracter: str
    promovente: str
    agente_economico: str
    tipo_promocion: str
    tipo_procedimiento: str
    procedimiento: str
    expediente: str
    oficialia_previa: str
    descripcion: str
    documents: tuple[AcuseDocument, ...]
    holder: str
    certificate_rfc: str
    serial: str
    issuer: str
    not_before: datetime
    not_after: datetime
    revocation: str
    cadena_original: str
    signature_base64: str
    manifest_sha256: str
    verify_url: str
    decided_by: str = ""
    ground: AcuseGround | None = None
    constancia_nom151: bool = False
    filed_facts: Mapping[str, str] = field(default_factory=dict)
    rules_version: str = ""
    replaces: ReplacedAcuse | None = None
    moved: MovedDay | None = None
    institucion_edition: int | None = None
