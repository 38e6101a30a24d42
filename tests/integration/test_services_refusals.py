"""What the Oficialía refuses, whoever asks and through whichever service."""

import dataclasses
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256

from core.domain.document_names import NameNotAdmitted, SameName
from core.domain.exporting import Scope, Selection
from core.domain.people import Permission
from core.domain.promocion import FieldsNotAdmitted, PromocionFields, Rejection
from core.domain.queue import Tab
from core.domain.verdict import Conclusion, Outcome
from core.domain.workflow import Status, StatusForbids
from core.errors import NotAllowed, NotFound, Refusal
from core.services.attaching import TooManyDocuments
from core.services.claims import NotClaimed, SomebodyElseHasIt
from core.services.filing import ProcedimientoIsFixed
from core.services.policies import VerdictForbidsAcceptance
from core.services.rejections import GroundDocumentMissing, GroundNotInCatalogue, GroundTextMissing
from core.services.room import DocumentTooLarge
from core.services.sending import (
    SignatureDoesNotStand,
    SignatureIsVoid,
    SigningTookTooLong,
    StoredDocumentsDiffer,
)
from core.services.signable import NoDocuments
from core.signatures import refusals as signing
from core.storage.promociones import ChangedMeanwhile
from tests.offices import FIELDS, REJECTION, House, opened, revoke
from tests.permissions.export_rows import WORDS
from tests.pki import people
from tests.pki.people import Holder


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía on SQLite: refusals ask the same of both engines."""
    with opened(tmp_path / "home") as built:
        yield built


RULES: dict[str, tuple[dict[str, str], set[tuple[str, str]]]] = {
    "no procedimiento": ({"procedimiento": "  "}, {("procedimiento", "required")}),
    "no tipo": ({"tipo_promocion": ""}, {("tipo_promocion", "required")}),
    "unknown tipo": ({"tipo_promocion": "otra"}, {("tipo_promocion", "not_an_option")}),
    "no tipo de procedimiento": ({"tipo_procedimiento": ""}, {("tipo_procedimiento", "required")}),
    "unknown tipo de procedimiento": (
        {"tipo_procedimiento": "XYZ"},
        {("tipo_procedimiento", "not_an_option")},
    ),
    "complementaria without number": (
        {"tipo_promocion": "complementaria"},
        {("expediente", "number_required")},
    ),
    "unknown carácter": ({"caracter": "jefe", "promovente": "X"}, {("caracter", "not_an_option")}),
    "carácter without promovente": ({"caracter": "propio_derecho"}, {("promovente", "required")}),
    "representing nobody": (
        {"caracter": "representante", "promovente": "Ana"},
        {("agente_economico", "required")},
    ),
    "OTR without description": ({"tipo_procedimiento": "OTR"}, {("descripcion", "required_by_type")}),
    "too long": ({"procedimiento": "x" * 301}, {("procedimiento", "too_long")}),
    "bidi": ({"procedimiento": "a\u202eb"}, {("procedimiento", "unprintable")}),
    "line in a title": ({"procedimiento": "a\nb"}, {("procedimiento", "unprintable")}),
    "NUL in the description": ({"descripcion": "a\x00b"}, {("descripcion", "unprintable")}),
    "everything at once": (
        {"procedimiento": "", "tipo_promocion": "complementaria", "tipo_procedimiento": "-"},
        {
            ("procedimiento", "required"),
            ("tipo_procedimiento", "not_an_option"),
            ("expediente", "number_required"),
        },
    ),
}


@pytest.mark.parametrize(("changes", "problems"), RULES.values(), ids=RULES)
def test_every_rule_of_the_form_is_held(
    house: House, changes: dict[str, str], problems: set[tuple[str, str]]
) -> None:
    """Creating and editing name every problem of every field, and save nothing."""
    wrong = replace(FIELDS, **changes)
    promocion_id = house.draft()
    acts: list[Callable[[], object]] = [
        lambda: house.oficialia.filing.create(house.ana, wrong),
        lambda: house.oficialia.filing.edit(house.ana, promocion_id, wrong),
    ]
    for act in acts:
        with pytest.raises(FieldsNotAdmitted) as refused:
            act()
        assert {(p.field, p.code) for p in refused.value.problems} == problems
    assert house.load(promocion_id).version == 1
    assert house.oficialia.filing.mine(house.ana)[1] == 1


def test_fields_that_do_not_apply_are_dropped(house: House) -> None:
    """An inicial keeps no numbers, and who acts for themselves represents nobody."""
    promocion_id = house.draft(
        expediente="EXP-1", caracter="propio_derecho", promovente=" Ana ", agente_economico="X"
    )
    kept = house.load(promocion_id).fields
    assert (kept.expediente, kept.promovente, kept.agente_economico) == ("", "Ana", "")


def test_procedimiento_is_fixed(house: House) -> None:
    """Everything but Procedimiento may be edited."""
    promocion_id = house.draft()
    with pytest.raises(ProcedimientoIsFixed):
        house.oficialia.filing.edit(house.ana, promocion_id, replace(FIELDS, procedimiento="Otro"))
    edited = replace(FIELDS, tipo_procedimiento="DRM", descripcion="Más datos.\nY más.")
    house.oficialia.filing.edit(house.ana, promocion_id, edited)
    assert house.load(promocion_id).fields == edited


def test_a_lost_update_is_found_out(house: House) -> None:
    """A form opened before another window saved does not overwrite what that one saved."""
    promocion_id = house.draft()
    edit = house.oficialia.filing.edit
    edit(house.ana, promocion_id, replace(FIELDS, descripcion="una"), version=1)
    with pytest.raises(ChangedMeanwhile):
        edit(house.ana, promocion_id, replace(FIELDS, descripcion="otra"), version=1)
    assert house.load(promocion_id).fields.descripcion == "una"


def filer_acts(house: House, promocion_id: int, document_id: int) -> dict[str, Callable[[str], object]]:
    """Return everything a filer can ask about a promoción: what → by whom."""
    o = house.oficialia
    stored = o.store.put(b"otro")
    cer = people.person().cer
    return {
        "view": lambda who: o.filing.view(house.actor(who), promocion_id),
        "find": lambda who: o.filing.find(house.actor(who), house.load(promocion_id).folio),
        "edit": lambda who: o.filing.edit(house.actor(who), promocion_id, FIELDS),
        "begin": lambda who: o.attaching.begin_document(house.actor(who), promocion_id, "a", "preguntar"),
        "add": lambda who: o.attaching.add_document(house.actor(who), promocion_id, "a.txt", stored),
        "replace": lambda who: o.attaching.add_document(
            house.actor(who), promocion_id, "escrito.txt", stored, if_exists="reemplazar"
        ),
        "delete": lambda who: o.attaching.delete_document(house.actor(who), document_id),
        "prepare": lambda who: o.sending.prepare_signature(house.actor(who), promocion_id, cer),
        "sign": lambda who: o.sending.sign(house.actor(who), promocion_id, cer, b"", b""),
        "send": lambda who: o.sending.send(house.actor(who), promocion_id, "t"),
        "history": lambda who: o.auditing.filer_history(house.actor(who), promocion_id),
    }


def test_somebody_elses_promocion_looks_like_none(house: House) -> None:
    """Not one act tells another filer whether it exists: the refusal is that of a number never given."""
    promocion_id = house.signed()
    (document,) = house.oficialia.filing.view(house.ana, promocion_id).documents
    before = house.load(promocion_id)
    absent = filer_acts(house, 999, 999)
    absent["find"] = lambda who: house.oficialia.filing.find(house.actor(who), "PRO-99999-XXXX")
    for what, act in filer_acts(house, promocion_id, document.id).items():
        with pytest.raises(NotFound) as refused:
            act("juan")
        with pytest.raises(NotFound) as missing:
            absent[what]("juan")
        assert (refused.value.code, refused.value.facts) == (missing.value.code, missing.value.facts), what
    assert house.load(promocion_id) == before


def test_nothing_is_editable_after_sending(house: House) -> None:
    """No method changes a promoción that was sent, whatever state it reached since."""
    promocion_id = house.sent()
    (document,) = house.oficialia.filing.view(house.ana, promocion_id).documents
    acts = filer_acts(house, promocion_id, document.id)
    changing = [acts[name] for name in ("edit", "begin", "add", "replace", "delete", "prepare", "sign")]
    steps: list[Callable[[], object]] = [
        lambda: None,
        lambda: house.oficialia.review.open(house.lucia, promocion_id),
        lambda: house.oficialia.deciding.accept(house.lucia, promocion_id),
    ]
    for step in steps:
        step()
        before = house.load(promocion_id)
        for act in changing:
            with pytest.raises(StatusForbids):
                act("ana")
        assert house.load(promocion_id) == before
    assert house.oficialia.filing.view(house.ana, promocion_id).documents == (document,)


def test_staff_see_nothing_before_it_is_sent(house: House) -> None:
    """Drafts and signed promociones are not in the queue, cannot be opened, found or read."""
    draft_id, signed_id = house.draft(), house.signed()
    (document,) = house.oficialia.filing.view(house.ana, signed_id).documents
    o = house.oficialia
    for who in ("lucia", "elena"):
        actor = house.actor(who)
        assert o.queue.page(actor, o.queue.query(actor, Tab.ALL)).total == 0
        for promocion_id in (draft_id, signed_id):
            with pytest.raises(NotFound):
                o.review.open(actor, promocion_id)
            with pytest.raises(NotFound):
                o.review.find(actor, house.load(promocion_id).folio)
        with pytest.raises(NotFound):
            o.reading.document(actor, document.id)
    assert o.claims.take_next(house.lucia) == ""


def test_each_role_does_its_own_job_only(house: House) -> None:
    """Staff do not file, filers do not review, the supervisor reads but does not decide."""
    promocion_id = house.taken()
    o, elena = house.oficialia, house.actor("elena")
    (document,) = o.filing.view(house.ana, promocion_id).documents
    for what, act in filer_acts(house, promocion_id, document.id).items():
        for staff in ("lucia", "elena"):
            if what == "delete":  # a document's own existence comes first
                continue
            with pytest.raises(NotAllowed):
                act(staff)
    with pytest.raises(NotAllowed):
        o.filing.create(house.lucia, FIELDS)
    review_acts: list[Callable[[str], object]] = [
        lambda who: o.deciding.accept(house.actor(who), promocion_id),
        lambda who: o.deciding.reject(house.actor(who), promocion_id, REJECTION),
        lambda who: o.claims.release(house.actor(who), promocion_id),
        lambda who: o.claims.keep(house.actor(who), promocion_id),
        lambda who: o.claims.take_next(house.actor(who)),
    ]
    for review_act in review_acts:
        for who in ("ana", "juan", "elena"):
            with pytest.raises(NotAllowed):
                review_act(who)
    with pytest.raises(NotAllowed):
        o.review.open(house.ana, promocion_id)
    with pytest.raises(NotAllowed):
        o.queue.page(house.ana, o.queue.query(house.ana, Tab.ALL))
    with pytest.raises(NotAllowed):
        o.auditing.latest(house.lucia)
    assert not o.review.open(elena, promocion_id).held
    assert o.auditing.latest(elena, limit=1)[0].action == "claim"
    assert not any(house.ana.may(p) for p in Permission if p is not Permission.FILE)


def _leaves_of(house: House, promocion_id: int) -> dict[str, Callable[[str], object]]:
    o = house.oficialia
    view = o.filing.view(house.ana, promocion_id)
    document, acuse = view.documents[0], view.acuses[0]
    return {
        "document": lambda who: o.reading.document(house.actor(who), document.id),
        "stream": lambda who: b"".join(o.reading.stream(house.actor(who), document.id)[1]),
        "preview": lambda who: o.reading.preview(house.actor(who), document.id),
        "acuse": lambda who: o.reading.acuse(house.actor(who), acuse.id),
        "package": lambda who: o.packaging.prepare(house.actor(who), promocion_id),
    }


def test_other_filers_get_no_byte_of_it(house: House) -> None:
    """Document, preview, acuse and package are its filer's and staff's; to others there are none."""
    promocion_id = house.sent()
    for act in _leaves_of(house, promocion_id).values():
        with pytest.raises(NotFound):
            act("juan")
    for act in _leaves_of(house, promocion_id).values():
        assert act("ana")
        assert act("elena")


BAD_CERTIFICATES: dict[str, tuple[Callable[[], Holder], type[Refusal]]] = {
    "CSD": (people.csd, signing.CertificateIsCsd),
    "FIREL": (people.firel, signing.CertificateIsFirel),
    "expired": (people.expired, signing.CertificateExpired),
    "not yet valid": (people.future, signing.CertificateNotYetValid),
    "another person": (people.stranger, signing.CertificateOfAnotherPerson),
    "weak": (people.weak, signing.KeyTooWeak),
    "forged issuer": (people.forged, signing.IssuerNotTrusted),
}


def _attempt(house: House, promocion_id: int, filer: str, holder: Holder, kind: type[Refusal]) -> None:
    """Hold that preparing and signing with a certificate are refused alike."""
    prepared = house.oficialia.sending.prepare_signature(
        house.actor(filer),
        promocion_id,
        {"ana": people.person(), "pena": people.company()}[filer].cer,
    )
    signature = holder.private_key.sign(prepared.attributes, padding.PKCS1v15(), SHA256())
    with pytest.raises(kind) as at_preparing:
        house.oficialia.sending.prepare_signature(house.actor(filer), promocion_id, holder.cer)
    with pytest.raises(kind) as at_signing:
        house.oficialia.sending.sign(
            house.actor(filer), promocion_id, holder.cer, prepared.attributes, signature
        )
    assert at_preparing.value.code == at_signing.value.code == kind.code


@pytest.mark.parametrize(("holder", "kind"), BAD_CERTIFICATES.values(), ids=BAD_CERTIFICATES)
def test_a_wrong_certificate_is_refused_at_both_doors(
    house: House, holder: Callable[[], Holder], kind: type[Refusal]
) -> None:
    """Each kind has its own refusal, when preparing and again when signing; the draft stays a draft."""
    promocion_id = house.draft()
    house.attach(promocion_id)
    _attempt(house, promocion_id, "ana", holder(), kind)
    assert house.load(promocion_id).status is Status.DRAFT


def test_a_company_signed_by_its_representative_is_refused(house: House) -> None:
    """Art. 13: the company's account signs with the company's own e.firma, and may."""
    promocion_id = house.draft("pena")
    house.attach(promocion_id, filer="pena")
    _attempt(house, promocion_id, "pena", people.person(), signing.CompanySignedByRepresentative)
    house.sign(promocion_id, "pena")
    assert house.send(promocion_id, "pena").status is Status.SENT


@pytest.mark.parametrize("data", [b"", b"no soy un certificado", b"\x30\x82" + bytes(50)])
def test_what_is_no_certificate_is_refused(house: House, data: bytes) -> None:
    """Empty, text, or half a DER."""
    promocion_id = house.draft()
    house.attach(promocion_id)
    with pytest.raises(signing.NotACertificate):
        house.oficialia.sending.prepare_signature(house.ana, promocion_id, data)


def test_a_revoked_certificate_is_refused_when_signing_and_when_sending(tmp_path: Path) -> None:
    """Revoked after the signing it does not pass the sending; revoked before, it does not sign."""
    with opened(tmp_path / "home") as house:
        promocion_id = house.signed()
        other_id = house.draft()
        house.attach(other_id)
        revoke(house, people.person())
    with opened(tmp_path / "home", migrated=False) as house:
        with pytest.raises(signing.CertificateRevoked):
            house.oficialia.sending.prepare_signature(house.ana, other_id, people.person().cer)
        with pytest.raises(SignatureDoesNotStand):
            house.send(promocion_id)
        assert house.load(promocion_id).status is Status.SIGNED


def test_an_authority_out_of_order_costs_nobody_the_day(house: House) -> None:
    """Without a fresh list the sending passes, flagged as not consulted."""
    house.clock.advance(days=450)
    promocion_id = house.sent()
    verdict = house.oficialia.review.verdict(
        house.lucia, house.oficialia.review.open(house.lucia, promocion_id)
    )
    assert (verdict.revocation, verdict.outcome) == ("no_consultado", Outcome.INDETERMINATE)
    assert house.oficialia.deciding.accept(house.lucia, promocion_id).status is Status.ACCEPTED


def test_an_empty_promocion_cannot_be_signed(house: House) -> None:
    """There is nothing to sign without a document, nor after the last one was deleted."""
    promocion_id = house.draft()
    with pytest.raises(NoDocuments):
        house.oficialia.sending.prepare_signature(house.ana, promocion_id, people.person().cer)
    document = house.attach(promocion_id)
    house.oficialia.attaching.delete_document(house.ana, document.id)
    with pytest.raises(NoDocuments):
        house.oficialia.sending.sign(house.ana, promocion_id, people.person().cer, b"", b"")


def test_a_signature_is_good_for_its_own_promocion_only(house: House) -> None:
    """Attributes of another promoción, of an earlier state, or a spoilt signature are refused."""
    one, two = house.draft(), house.draft()
    for promocion_id in (one, two):
        house.attach(promocion_id)
    sending, who = house.oficialia.sending, people.person()
    prepared = sending.prepare_signature(house.ana, one, who.cer)
    signature = who.private_key.sign(prepared.attributes, padding.PKCS1v15(), SHA256())
    with pytest.raises(signing.SignedAttributesDiffer):
        sending.sign(house.ana, two, who.cer, prepared.attributes, signature)
    with pytest.raises(signing.SignatureDoesNotVerify):
        sending.sign(house.ana, one, who.cer, prepared.attributes, signature[:-1] + b"\0")
    house.attach(one, "anexo.txt", b"anexo")
    with pytest.raises(signing.SignedAttributesDiffer):
        sending.sign(house.ana, one, who.cer, prepared.attributes, signature)
    assert house.load(one).status is house.load(two).status is Status.DRAFT


def test_the_signing_window_is_ten_minutes(house: House) -> None:
    """At ten minutes sharp a signature still arrives in time, a second later it does not, nor from the future."""
    promocion_id = house.draft()
    house.attach(promocion_id)
    sending, who = house.oficialia.sending, people.person()
    prepared = sending.prepare_signature(house.ana, promocion_id, who.cer)
    signature = who.private_key.sign(prepared.attributes, padding.PKCS1v15(), SHA256())
    for seconds, refused in ((601, True), (-2, True), (600, False)):
        house.clock.at = prepared.signed_at
        house.clock.advance(seconds=seconds)
        if refused:
            with pytest.raises(SigningTookTooLong):
                sending.sign(house.ana, promocion_id, who.cer, prepared.attributes, signature)
        else:
            sending.sign(house.ana, promocion_id, who.cer, prepared.attributes, signature)
    assert house.load(promocion_id).signed_at == prepared.signed_at


VOIDING: dict[str, Callable[[House, int], object]] = {
    "edit": lambda h, p: h.oficialia.filing.edit(h.ana, p, replace(FIELDS, descripcion="otra")),
    "add": lambda h, p: h.attach(p, "anexo.txt"),
    "replace": lambda h, p: h.attach(p, data=b"otro", if_exists="reemplazar"),
    "delete": lambda h, p: h.oficialia.attaching.delete_document(
        h.ana, h.oficialia.filing.view(h.ana, p).documents[0].id
    ),
}


@pytest.mark.parametrize("change", VOIDING.values(), ids=VOIDING)
def test_any_change_voids_the_signature(house: House, change: Callable[[House, int], object]) -> None:
    """The promoción is a draft again, the log says so, and sending asks for a new signature."""
    promocion_id = house.signed()
    change(house, promocion_id)
    voided = house.load(promocion_id)
    assert (voided.status, voided.signed_at) == (Status.DRAFT, None)
    assert house.oficialia.filing.view(house.ana, promocion_id).signature is None
    assert house.events(promocion_id)[-1].facts["signature"] == "voided"
    with pytest.raises(StatusForbids):
        house.send(promocion_id)
    if not house.oficialia.filing.view(house.ana, promocion_id).documents:
        house.attach(promocion_id)
    house.sign(promocion_id)
    assert house.send(promocion_id).status is Status.SENT


def test_a_signed_state_without_signature_says_so(house: House) -> None:
    """Were the row of the signature voided alone, sending says that it is void and sends nothing."""
    promocion_id = house.signed()
    with house.oficialia.database.write() as session:
        session.connection().exec_driver_sql("UPDATE signature SET voided_at = '2026-01-01'")
    with pytest.raises(SignatureIsVoid):
        house.send(promocion_id)
    assert house.load(promocion_id).status is Status.SIGNED


def test_documents_spoilt_on_disk_before_sending_are_found_out(house: House) -> None:
    """Nothing is sent whose stored bytes are not the signed ones, and the refusal names them."""
    promocion_id = house.signed()
    house.document_path(promocion_id).write_bytes(b"otra cosa")
    with pytest.raises(StoredDocumentsDiffer) as refused:
        house.send(promocion_id)
    assert "escrito.txt" in str(refused.value.facts["documents"])
    house.document_path(promocion_id).unlink()
    with pytest.raises(StoredDocumentsDiffer):
        house.send(promocion_id)
    assert house.load(promocion_id).status is Status.SIGNED
    assert house.verdicts(promocion_id) == 0


def test_documents_spoilt_after_sending_can_only_be_rejected(house: House) -> None:
    """The verdict fails on integrity, accepting is refused, rejecting works and keeps that verdict."""
    promocion_id = house.taken()
    house.document_path(promocion_id).write_bytes(b"otra cosa")
    view = house.oficialia.review.open(house.lucia, promocion_id)
    verdict = house.oficialia.review.verdict(house.lucia, view)
    assert verdict.conclusion(Conclusion.INTEGRIDAD) is Outcome.FAILED
    with pytest.raises(VerdictForbidsAcceptance):
        house.oficialia.deciding.accept(house.lucia, promocion_id)
    assert house.verdicts(promocion_id) == 1
    ground = Rejection("ARCHIVO-DANADO", "El archivo guardado ya no es el firmado.", "escrito.txt")
    assert house.oficialia.deciding.reject(house.lucia, promocion_id, ground).status is Status.REJECTED
    actor = house.actor("elena")
    (row,) = house.oficialia.queue.page(actor, house.oficialia.queue.query(actor, Tab.CLOSED)).rows
    assert (row.integridad, house.verdicts(promocion_id)) == ("failed", 2)


REJECTIONS: dict[str, tuple[Rejection, type[Refusal]]] = {
    "no ground": (replace(REJECTION, ground=""), GroundNotInCatalogue),
    "unknown ground": (replace(REJECTION, ground="PORQUE-SI"), GroundNotInCatalogue),
    "no text": (replace(REJECTION, text="          "), GroundTextMissing),
    "invisible text": (replace(REJECTION, text="\u200e" * 20), GroundTextMissing),
    "short text": (replace(REJECTION, text="123456789"), GroundTextMissing),
    "endless text": (replace(REJECTION, text="x" * 4001), GroundTextMissing),
    "document needed": (replace(REJECTION, ground="ARCHIVO-DANADO"), GroundDocumentMissing),
    "another's document": (replace(REJECTION, document="otro.pdf"), GroundDocumentMissing),
}


def test_a_rejection_needs_ground_text_and_document(house: House) -> None:
    """Whatever is missing is refused, and the promoción stays under review."""
    promocion_id = house.taken()
    for what, (rejection, kind) in REJECTIONS.items():
        with pytest.raises(kind):
            house.oficialia.deciding.reject(house.lucia, promocion_id, rejection)
        assert house.load(promocion_id).status is Status.UNDER_REVIEW, what


def test_only_who_holds_it_decides(house: House) -> None:
    """Before it is opened, while another has it, after it was put back or decided: each its own refusal."""
    deciding, review = house.oficialia.deciding, house.oficialia.review
    promocion_id = house.sent()
    with pytest.raises(StatusForbids):
        deciding.accept(house.lucia, promocion_id)
    review.open(house.lucia, promocion_id)
    with pytest.raises(SomebodyElseHasIt) as refused:
        deciding.accept(house.mario, promocion_id)
    assert refused.value.facts == {"name": house.lucia.name}
    with pytest.raises(SomebodyElseHasIt):
        house.oficialia.claims.release(house.mario, promocion_id)
    deciding.accept(house.lucia, promocion_id)
    for who in (house.lucia, house.mario):
        with pytest.raises(StatusForbids):
            deciding.reject(who, promocion_id, REJECTION)
    with pytest.raises(NotFound):
        deciding.accept(house.lucia, 999)
    assert NotClaimed.code == "not_claimed"


def test_numbers_that_no_column_holds_are_not_found(database_url: str, tmp_path: Path) -> None:
    """An absurd number is a promoción, document or acuse that does not exist, on both engines."""
    with opened(tmp_path / "home", database_url) as house:
        o = house.oficialia
        acts: list[Callable[[int], object]] = [
            lambda value: o.filing.view(house.ana, value),
            lambda value: o.attaching.delete_document(house.ana, value),
            lambda value: o.review.open(house.lucia, value),
            lambda value: o.reading.document(house.lucia, value),
            lambda value: o.reading.acuse(house.lucia, value),
            lambda value: o.bundling.receipts(
                house.lucia, Selection(Scope.MARKED, ids=(value,)), WORDS, io.BytesIO()
            ),
        ]
        for value in (0, -1, 2**31, 2**63, 10**30):
            for act in acts:
                with pytest.raises(NotFound):
                    act(value)


def test_hostile_searches_find_nothing(database_url: str, tmp_path: Path) -> None:
    """Folio, code, user name and search take any text and treat it as text, on both engines."""
    with opened(tmp_path / "home", database_url) as house:
        house.sent()
        o = house.oficialia
        acts: list[Callable[[str], object]] = [
            lambda text: o.filing.find(house.ana, text),
            lambda text: o.review.find(house.lucia, text),
            o.reading.public_acuse,
        ]
        for text in ("\x00", "a\x00b", "\ud800", "%", "_", "\\", "'; DROP TABLE event; --"):
            assert o.filing.mine(house.ana, "todas", text) == ((), 0)
            query = replace(o.queue.query(house.lucia, Tab.ALL), search=text, tipo="")
            assert o.queue.page(house.lucia, query).rows == ()
            assert o.queue.page(house.lucia, replace(query, search="", tipo=text)).total == 0
            for act in acts:
                with pytest.raises(NotFound):
                    act(text)


def test_sizes_and_counts_are_inclusive(tmp_path: Path) -> None:
    """Exactly the limit passes and one more does not, for bytes and for documents; replacing adds none."""
    with opened(tmp_path / "home", max_document_bytes=10, max_documents=2) as house:
        promocion_id = house.draft()
        assert house.attach(promocion_id, "a.txt", b"0123456789").size_bytes == 10
        with pytest.raises(DocumentTooLarge):
            house.attach(promocion_id, "b.txt", b"0123456789+")
        house.attach(promocion_id, "b.txt", b"b")
        begin = house.oficialia.attaching.begin_document
        with pytest.raises(TooManyDocuments):
            house.attach(promocion_id, "c.txt", b"c")
        with pytest.raises(TooManyDocuments):
            begin(house.ana, promocion_id, "c.txt", "preguntar")
        with pytest.raises(TooManyDocuments):
            begin(house.ana, promocion_id, "b.txt", "conservar")
        begin(house.ana, promocion_id, "b.txt", "reemplazar").discard()
        assert house.attach(promocion_id, "b.txt", b"bb", if_exists="reemplazar").size_bytes == 2


def test_a_name_that_is_taken_asks_keeps_or_replaces(house: House) -> None:
    """Names are the same without regard to case and Unicode form; asking is what happens by default."""
    promocion_id = house.draft()
    first = house.attach(promocion_id, "Año.txt", b"1")
    for name in ("Año.txt", "AÑO.TXT", "An\u0303o.txt", " año.txt "):
        with pytest.raises(SameName):
            house.attach(promocion_id, name, b"2")
    kept = house.attach(promocion_id, "AÑO.txt", b"2", if_exists="conservar")
    again = house.attach(promocion_id, "Año.txt", b"3", if_exists="conservar")
    assert (kept.name, again.name) == ("AÑO (2).txt", "Año (3).txt")
    replaced = house.attach(promocion_id, "año.txt", b"4", if_exists="reemplazar")
    view = house.oficialia.filing.view(house.ana, promocion_id)
    assert [d.name for d in view.documents] == ["año.txt", "AÑO (2).txt", "Año (3).txt"]
    assert replaced.sha256 != first.sha256
    actions = [e.action for e in house.events(promocion_id)]
    assert actions == ["create", "add_document", "add_document", "add_document", "replace_document"]


@pytest.mark.parametrize(
    "name", ["", "..", "../a", "a//b", "a\\b", "CON", "a\u202etxt.exe", "a\x00", "ñ" * 128]
)
def test_hostile_names_are_refused_at_both_doors(house: House, name: str) -> None:
    """Before the bytes arrive, and again after."""
    promocion_id = house.draft()
    with pytest.raises(NameNotAdmitted):
        house.oficialia.attaching.begin_document(house.ana, promocion_id, name, "preguntar")
    with pytest.raises(NameNotAdmitted):
        house.attach(promocion_id, name)


def test_an_actor_without_roles_may_nothing(house: House) -> None:
    """An account whose roles were taken away reads and does nothing, not even its own."""
    promocion_id = house.sent()
    nobody = dataclasses.replace(house.ana, roles=frozenset())
    with pytest.raises(NotAllowed):
        house.oficialia.filing.view(nobody, promocion_id)
    document = house.oficialia.filing.view(house.ana, promocion_id).documents[0]
    with pytest.raises(NotFound):
        house.oficialia.reading.document(nobody, document.id)
    with pytest.raises(NotAllowed):
        house.oficialia.filing.create(nobody, PromocionFields("p", "inicial", "DEN"))
