"""Every action about accounts that a person may ask for, and who may."""

from core.domain.administration import AccountQuery, Invitation
from core.domain.mail import MailBox
from core.domain.people import Permission, Role
from core.domain.reading import ReadingQuery, Thing
from core.services.accounts.sessions import SessionOrigin
from tests.offices import PASSWORD
from tests.permissions.rules import ANY, Row, anothers, anybody, own_account, permitted
from tests.permissions.world import ACCOUNT_STATES, World

MANAGE, READ_AUDIT, UNBLOCK = Permission.MANAGE_ACCOUNTS, Permission.READ_AUDIT, Permission.UNBLOCK
APPROVE = Permission.APPROVE_REGISTRATIONS
REASON = "Lo pidió por oficio."
ORIGIN = SessionOrigin("x", "x")
INVITATION = Invitation(
    "nueva.persona", "Nueva Persona", "nueva@institucion.example", frozenset({Role.CLERK})
)


def _require_accepted(world: World, actor: object) -> None:
    with world.oficialia.database.read() as session:
        world.oficialia.privacy.require_accepted(session, actor)  # type: ignore[arg-type]  # an Actor


ACCOUNT_ROWS: dict[str, Row] = {
    "account_listing.account": Row(
        lambda w, a, t: w.oficialia.account_listing.account(a, t.account_id),
        anothers(MANAGE),
        ("another", "nobody"),
    ),
    "account_listing.page": Row(
        lambda w, a, _: w.oficialia.account_listing.page(a, AccountQuery()), permitted(MANAGE), ANY
    ),
    "administration.invite": Row(
        lambda w, a, _: w.oficialia.administration.invite(a, INVITATION, REASON), permitted(MANAGE), ANY
    ),
    "administration.invite_again": Row(
        lambda w, a, t: w.oficialia.administration.invite_again(a, t.account_id, REASON),
        anothers(MANAGE),
        ACCOUNT_STATES,
    ),
    "administration.send_reset": Row(
        lambda w, a, t: w.oficialia.administration.send_reset(a, t.account_id, REASON),
        anothers(MANAGE),
        ACCOUNT_STATES,
    ),
    "administration.suspend": Row(
        lambda w, a, t: w.oficialia.administration.suspend(a, t.account_id, REASON),
        anothers(MANAGE),
        ACCOUNT_STATES,
    ),
    "administration.restore": Row(
        lambda w, a, t: w.oficialia.administration.restore(a, t.account_id, REASON),
        anothers(MANAGE),
        ACCOUNT_STATES,
    ),
    "administration.change_roles": Row(
        lambda w, a, t: w.oficialia.administration.change_roles(
            a, t.account_id, frozenset({Role.ADMINISTRATOR}), REASON
        ),
        anothers(MANAGE),
        ACCOUNT_STATES,
    ),
    "administration.correct": Row(
        lambda w, a, t: w.oficialia.administration.correct(
            a, t.account_id, "Otro Nombre", "otro@institucion.example", REASON
        ),
        anothers(MANAGE),
        ACCOUNT_STATES,
    ),
    "administration.end_sessions": Row(
        lambda w, a, t: w.oficialia.administration.end_sessions(a, t.account_id, REASON),
        anothers(MANAGE),
        ACCOUNT_STATES,
    ),
    "administration.reset_second_factor": Row(
        lambda w, a, t: w.oficialia.administration.reset_second_factor(a, t.account_id, REASON),
        anothers(MANAGE),
        ACCOUNT_STATES,
    ),
    "approvals.pending": Row(lambda w, a, _: w.oficialia.approvals.pending(a), permitted(APPROVE), ANY),
    "approvals.approve": Row(
        lambda w, a, t: w.oficialia.approvals.approve(a, t.registration_id, "nuevo.promovente"),
        anothers(APPROVE),
        ("another", "nobody"),
    ),
    "approvals.refuse": Row(
        lambda w, a, t: w.oficialia.approvals.refuse(a, t.registration_id, REASON),
        anothers(APPROVE),
        ("another", "nobody"),
    ),
    "unblocking.blocked": Row(lambda w, a, _: w.oficialia.unblocking.blocked(a), permitted(UNBLOCK), ANY),
    "unblocking.by_staff": Row(
        lambda w, a, t: w.oficialia.unblocking.by_staff(a, t.account_id, REASON),
        anothers(UNBLOCK),
        ("another", "nobody"),
    ),
    "mailing.counts": Row(lambda w, a, _: w.oficialia.mailing.counts(a), permitted(MANAGE), ANY),
    "mailing.listing": Row(
        lambda w, a, _: w.oficialia.mailing.listing(a, list(MailBox)), permitted(MANAGE), ANY
    ),
    "mailing.retry": Row(
        lambda w, a, t: w.oficialia.mailing.retry(a, t.mail_id), anothers(MANAGE), ("another", "nobody")
    ),
    "mailing.reveal": Row(
        lambda w, a, t: w.oficialia.mailing.reveal(a, t.mail_id), anothers(MANAGE), ("another", "nobody")
    ),
    "passwords.owner": Row(lambda w, a, _: w.oficialia.passwords.owner(a), anybody, ANY),
    "passwords.change": Row(
        lambda w, a, _: w.oficialia.passwords.change(
            a, w.tokens[a.username], (PASSWORD, "tranvía azul de los lunes"), ORIGIN
        ),
        anybody,
        ANY,
    ),
    "privacy.accept": Row(
        lambda w, a, _: w.oficialia.privacy.accept(a, "1999-01"), permitted(Permission.FILE), ANY
    ),
    "privacy.accepted": Row(lambda w, a, _: w.oficialia.privacy.accepted(a), anybody, ANY),
    "privacy.require_accepted": Row(lambda w, a, _: _require_accepted(w, a), anybody, ANY),
    "profile.view": Row(lambda w, a, _: w.oficialia.profile.view(a), anybody, ANY),
    "profile.change": Row(
        lambda w, a, _: w.oficialia.profile.change(a, "Otro Nombre", "5550000001"), anybody, ANY
    ),
    "profile.ask_email": Row(
        lambda w, a, _: w.oficialia.profile.ask_email(a, w.tokens[a.username], "otro@x.example", PASSWORD),
        anybody,
        ANY,
    ),
    "profile.cancel_email": Row(lambda w, a, _: w.oficialia.profile.cancel_email(a), anybody, ANY),
    "profile.confirm_own": Row(lambda w, a, _: w.oficialia.profile.confirm_own(a), anybody, ANY),
    "readings.latest": Row(
        lambda w, a, _: w.oficialia.readings.latest(a, ReadingQuery()), permitted(READ_AUDIT), ANY
    ),
    "readings.people": Row(lambda w, a, _: w.oficialia.readings.people(a), permitted(READ_AUDIT), ANY),
    "readings.record": Row(
        lambda w, a, _: w.oficialia.readings.record(a, next(iter(Thing)), None), anybody, ANY
    ),
    "sessions.own": Row(lambda w, a, _: w.oficialia.sessions.own(a, w.tokens[a.username]), anybody, ANY),
    "sessions.end_others": Row(
        lambda w, a, _: w.oficialia.sessions.end_others(a, w.tokens[a.username]), anybody, ANY
    ),
    "sessions.end_one": Row(
        lambda w, a, t: w.oficialia.sessions.end_one(a, t.handle), own_account, ACCOUNT_STATES
    ),
}
