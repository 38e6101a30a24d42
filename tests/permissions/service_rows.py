"""Every action of every service that a person may ask for, and who may."""

from dataclasses import replace

from core.domain.people import Permission
from core.domain.promocion import Rejection
from core.storage.document_store import StoredBytes
from tests.offices import FIELDS, efirmas
from tests.permissions.account_rows import ACCOUNT_ROWS
from tests.permissions.board_rows import BOARD_ROWS, BOARD_UNASKED
from tests.permissions.calendar_rows import CALENDAR_ROWS, CALENDAR_UNASKED
from tests.permissions.catalog_rows import CATALOG_ROWS, CATALOG_UNASKED
from tests.permissions.claim_rows import CLAIM_ROWS
from tests.permissions.decision_rows import DECISION_ROWS, DECISION_UNASKED
from tests.permissions.duty_rows import DUTY_ROWS, DUTY_UNASKED
from tests.permissions.export_rows import EXPORT_ROWS
from tests.permissions.fault_rows import FAULT_ROWS, FAULT_UNASKED
from tests.permissions.queue_rows import QUEUE_ROWS, QUEUE_UNASKED
from tests.permissions.remark_rows import REMARK_ROWS
from tests.permissions.rules import ANY, Row, held, own, permitted, readable, received
from tests.permissions.world import World

FILE, READ_QUEUE, REVIEW = Permission.FILE, Permission.READ_QUEUE, Permission.REVIEW
SENT = ("sent", "taken", "accepted")
WITH_RECEIPT = (*SENT, "nobody")
REJECTION = Rejection("FALTA-ANEXO", "Falta el anexo que menciona en la página 3.")


def _stored(world: World) -> StoredBytes:
    return world.oficialia.store.put(b"otro")


FILING_ROWS: dict[str, Row] = {
    "filing.create": Row(lambda w, a, _: w.oficialia.filing.create(a, FIELDS), permitted(FILE), ANY),
    "filing.edit": Row(lambda w, a, f: w.oficialia.filing.edit(a, f.promocion_id, FIELDS), own),
    "filing.view": Row(lambda w, a, f: w.oficialia.filing.view(a, f.promocion_id), own),
    "filing.find": Row(lambda w, a, f: w.oficialia.filing.find(a, f.folio), own),
    "filing.mine": Row(lambda w, a, _: w.oficialia.filing.mine(a), permitted(FILE), ANY),
    "filer_home.view": Row(lambda w, a, _: w.oficialia.filer_home.view(a), permitted(FILE), ANY),
    "filer_home.mark_read": Row(lambda w, a, _: w.oficialia.filer_home.mark_read(a, 1), permitted(FILE), ANY),
    "attaching.begin_document": Row(
        lambda w, a, f: w.oficialia.attaching.begin_document(
            a, f.promocion_id, "otro.txt", "preguntar"
        ).discard(),
        own,
    ),
    "attaching.add_document": Row(
        lambda w, a, f: w.oficialia.attaching.add_document(a, f.promocion_id, "otro.txt", _stored(w)),
        own,
    ),
    "arranging.view": Row(lambda w, a, f: w.oficialia.arranging.view(a, f.promocion_id), own),
    "arranging.move": Row(lambda w, a, f: w.oficialia.arranging.move(a, f.document_id, "otro/b.txt"), own),
    "arranging.classify": Row(
        lambda w, a, f: w.oficialia.arranging.classify(a, f.document_id, "reservada"), own
    ),
    "arranging.order": Row(
        lambda w, a, f: w.oficialia.arranging.order(a, f.promocion_id, [f.document_id]), own
    ),
    "arranging.restore": Row(lambda w, a, f: w.oficialia.arranging.restore(a, f.document_id), own),
    "arranging.make_folder": Row(
        lambda w, a, f: w.oficialia.arranging.make_folder(a, f.promocion_id, "anexos"), own
    ),
    "arranging.move_folder": Row(
        lambda w, a, f: w.oficialia.arranging.move_folder(a, f.promocion_id, "anexos", "otros"), own
    ),
    "arranging.delete_folder": Row(
        lambda w, a, f: w.oficialia.arranging.delete_folder(a, f.promocion_id, "anexos"), own
    ),
    "attaching.delete_document": Row(
        lambda w, a, f: w.oficialia.attaching.delete_document(a, f.document_id), own
    ),
    "preflight.check": Row(lambda w, a, f: w.oficialia.preflight.check(a, f.promocion_id), own),
    "preflight.received": Row(lambda w, a, f: w.oficialia.preflight.received(a, f.promocion_id), received),
    "sending.prepare_signature": Row(
        lambda w, a, f: w.oficialia.sending.prepare_signature(a, f.promocion_id, efirmas()["ana"].cer),
        own,
    ),
    "sending.sign": Row(
        lambda w, a, f: w.oficialia.sending.sign(a, f.promocion_id, efirmas()["ana"].cer, b"", b""), own
    ),
    "sending.send": Row(lambda w, a, f: w.oficialia.sending.send(a, f.promocion_id, "x" * 32), own),
    "review.find": Row(lambda w, a, f: w.oficialia.review.find(a, f.folio), received),
    "review.open": Row(lambda w, a, f: w.oficialia.review.open(a, f.promocion_id), received),
    "review.verdict": Row(
        lambda w, a, t: w.oficialia.review.verdict(a, w.views[t.promocion_id]), received, SENT
    ),
    "deciding.accept": Row(lambda w, a, f: w.oficialia.deciding.accept(a, f.promocion_id), held),
    "deciding.reject": Row(
        lambda w, a, f: w.oficialia.deciding.reject(a, f.promocion_id, replace(REJECTION)), held
    ),
    "stamping.timestamp": Row(lambda w, a, f: w.oficialia.stamping.timestamp(a, f.promocion_id), readable),
    "revalidating.revalidate": Row(
        lambda w, a, f: w.oficialia.revalidating.revalidate(a, f.promocion_id), received
    ),
    "revalidating.verdicts": Row(
        lambda w, a, f: w.oficialia.revalidating.verdicts(a, f.promocion_id), received
    ),
    "revalidating.answers": Row(
        lambda w, a, f: w.oficialia.revalidating.answers(a, f.promocion_id), received
    ),
    "reading.document": Row(lambda w, a, f: w.oficialia.reading.document(a, f.document_id), readable),
    "reading.stream": Row(lambda w, a, f: w.oficialia.reading.stream(a, f.document_id), readable),
    "reading.preview": Row(lambda w, a, f: w.oficialia.reading.preview(a, f.document_id), readable),
    "reading.page_image": Row(
        lambda w, a, f: w.oficialia.reading.page_image(a, f.document_id, 1, 400), readable
    ),
    "reading.page_text": Row(lambda w, a, f: w.oficialia.reading.page_text(a, f.document_id, 1), readable),
    "reading.search": Row(lambda w, a, f: w.oficialia.reading.search(a, f.document_id, "a"), readable),
    "coverage.see": Row(lambda w, a, f: w.oficialia.coverage.see(a, f.document_id, [1]), received),
    "coverage.of": Row(lambda w, a, f: w.oficialia.coverage.of(a, f.promocion_id), received),
    "reading.acuse": Row(lambda w, a, f: w.oficialia.reading.acuse(a, f.acuse_id), readable, WITH_RECEIPT),
    "evidence_files.listing": Row(
        lambda w, a, f: w.oficialia.evidence_files.listing(a, f.promocion_id), readable, SENT
    ),
    "evidence_files.signed": Row(
        lambda w, a, f: w.oficialia.evidence_files.signed(a, f.promocion_id), readable, SENT
    ),
    "evidence_files.file": Row(
        lambda w, a, f: w.oficialia.evidence_files.file(a, f.promocion_id, "firma.p7s"), readable, SENT
    ),
    "packaging.prepare": Row(
        lambda w, a, f: w.oficialia.packaging.prepare(a, f.promocion_id), readable, WITH_RECEIPT
    ),
    "auditing.filer_history": Row(lambda w, a, f: w.oficialia.auditing.filer_history(a, f.promocion_id), own),
    "auditing.latest": Row(
        lambda w, a, _: w.oficialia.auditing.latest(a), permitted(Permission.READ_AUDIT), ANY
    ),
}

ROWS = {
    **FILING_ROWS,
    **ACCOUNT_ROWS,
    **CLAIM_ROWS,
    **DECISION_ROWS,
    **BOARD_ROWS,
    **CALENDAR_ROWS,
    **CATALOG_ROWS,
    **DUTY_ROWS,
    **EXPORT_ROWS,
    **FAULT_ROWS,
    **QUEUE_ROWS,
    **REMARK_ROWS,
}

WITHOUT_PERSON: dict[str, str] = {
    "accounts.create": "the operator's command line and the demonstration",
    "coverage.fact": "part of a decision, which asked",
    "sign_in.with_password": "it is how a person is found out",
    "passwords.ask_link": "whoever forgot a password; tells nobody who exists",
    "passwords.owner_by_link": "whoever holds a link that chooses a password",
    "passwords.choose": "the same",
    "sessions.actor": "the same as sign_in",
    "sessions.stage": "the holder of the token asks",
    "sessions.time_left": "the holder of the token asks",
    "sessions.sign_out": "the holder of the token asks",
    "directory.depart": "leads to the institution's directory, which asks who it is",
    "directory.arrive": "it is how a person is found out",
    "second_step.finish": "the holder of a token that waits for a code",
    "second_factors.standing": "the holder of the token asks",
    "second_factors.begin": "the holder of an open session's token, about their own account, with the password",
    "second_factors.begin_at_sign_in": "the holder of a token that waits for an enrolment",
    "second_factors.again": "the same, or of an open session, with the ticket made for it",
    "second_factors.confirm": "the same",
    "second_factors.renew_codes": "as begin, and with a code",
    "second_factors.turn_off": "the same",
    "unblocking.by_operator": "the operator's command line",
    "unblocking.ask_link": "anybody; the same answer whoever is named",
    "unblocking.look": "whoever holds the link",
    "unblocking.by_link": "whoever holds the link",
    "efirma_unblocking.challenge": "anybody with a certificate; nothing of an account is in it",
    "efirma_unblocking.answer": "whoever signs with the e.firma of the account's own person",
    "registration.drawn": "anybody: the sealed instant of a form",
    "registration.request": "anybody: asks for an account",
    "registration.look": "whoever holds the link",
    "registration.confirm": "whoever holds the link",
    "registration.sweep": "the server's own housekeeping",
    "filing.check": "judges values, reads nothing of anybody",
    "filing.normalised": "the same",
    "filing.require_complete": "part of signing, which asks",
    "filing.procedure_types": "the catalogue is public",
    "filing.filed_on": "computes from the calendar",
    "attaching.check_size": "compares two numbers",
    "preflight.of": "part of checking, signing and sending, which ask",
    "preflight.require_signable": "part of signing, which asks",
    "preflight.require_no_problems": "compares a result with a setting",
    **DECISION_UNASKED,
    **BOARD_UNASKED,
    **CALENDAR_UNASKED,
    **CATALOG_UNASKED,
    **DUTY_UNASKED,
    **QUEUE_UNASKED,
    **FAULT_UNASKED,
    "claims.require_held": "asks with the actor inside another action's transaction",
    "deciding.grounds": "the catalogue is public",
    "reading.public_acuse": "whoever holds the code of a receipt",
    "packaging.write": "writes what prepare allowed",
    "exporting.sweep": "the server's own housekeeping",
    "stamping.want": "inside the transaction of sending",
    "stamping.finish_pending": "the server itself",
    "stamping.retry_pending": "part of retrying, which asked",
    "scanning.answered": "part of adding and renaming a document, changes no row",
    "scanning.ask_again": "inside the acceptance of a filing",
    "scanning.scan_waiting": "the server itself",
    "acuses.freeze": "inside the transaction of sending and deciding",
    "acuses.finish": "finishes a receipt that exists, shows nothing",
    "acuses.try_finish": "the same",
    "acuses.finish_pending": "the same, at the start",
    "sessions.live_among": "the gate asks for its own windows",
    "mailing.counts_for_operator": "the operator's command line",
    "mailing.reveal_to_operator": "the operator's command line",
    "mailing.send_test": "the operator's command line",
    "mailing.deliver_due": "the server itself",
    "profile.look": "whoever holds the link",
    "profile.confirm_email": "whoever holds the link",
    "housekeeping.sweep": "the server itself",
    "housekeeping.sweep_accounts": "the same",
}
"""Actions that ask for nobody, or ask inside another: each with its reason."""
