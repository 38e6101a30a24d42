"""Values of the queue: places between rows, digests in searches, what a bulk act passes over."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain.bulk import BulkAction, BulkOrder, Exclusion, planned
from core.domain.people import Actor, Role
from core.domain.queue import Cursor, QueueRow, cursor_of, digest_in
from core.domain.workflow import Status

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
CLERK = Actor(7, "lucia", "Lucía Ríos", None, frozenset({Role.CLERK}))
SHA = "9f2c" * 16
ROW = QueueRow(
    id=1,
    folio="PRO-00001-AAAA",
    status=Status.SENT,
    procedimiento="Denuncia",
    tipo_procedimiento="DEN",
    expediente="",
    owner_name="ANA",
    owner_rfc="XAXX010101000",
    documents=1,
    integridad="passed",
    firma="passed",
    identidad="passed",
    revocation="vigente",
    risk=0,
    sent_at=NOW - timedelta(hours=2),
    filed_on=date(2026, 11, 23),
    claimed_by=None,
    claimed_by_name="",
    claimed_at=None,
    claim_expires_at=None,
    assigned_to=None,
    assigned_name="",
    assigned_at=None,
    held_until=None,
    held_reason="",
    reopened_at=None,
    decided_at=None,
    decided_by=None,
    decided_by_name="",
    numero_oficialia="",
    numero_previo="",
    copied_from=None,
    ground="",
    ground_text="",
)


def _claimed(by: int, name: str, minutes: float) -> QueueRow:
    return replace(
        ROW,
        status=Status.UNDER_REVIEW,
        claimed_by=by,
        claimed_by_name=name,
        claimed_at=NOW - timedelta(minutes=1),
        claim_expires_at=NOW + timedelta(minutes=minutes),
    )


MINE, THEIRS, LAPSED = (
    _claimed(7, "Lucía Ríos", 10),
    _claimed(8, "Mario Gil", 10),
    _claimed(8, "Mario Gil", -1),
)
HELD = replace(ROW, held_until=NOW + timedelta(hours=1), assigned_to=8, assigned_name="Mario Gil")
KEPT = replace(ROW, assigned_to=8, assigned_name="Mario Gil")
DECIDED = replace(ROW, status=Status.ACCEPTED)


@pytest.mark.parametrize("values", [(1,), ("2026-11-23", 3, "2026-11-22T10:00:00+00:00", 12), ("ñ", -4)])
def test_a_place_survives_an_address(values: tuple[str | int, ...]) -> None:
    """A place written into an address is read back as it was."""
    assert cursor_of(Cursor(values).token()) == Cursor(values)


@pytest.mark.parametrize(
    "token",
    ["", "x", "%%%", "W10", "bnVsbA", "eyJhIjoxfQ", "W3RydWVd", "W1tdXQ", "W1tbW1tb" * 600, "ñ", "\ud800"],
)
def test_what_is_no_place_is_none(token: str) -> None:
    """Rubbish, other JSON, empty lists, booleans, nested lists and endless texts are no place."""
    assert cursor_of(token) is None


@pytest.mark.parametrize(
    "text",
    [
        SHA,
        SHA.upper(),
        f" {SHA} ",
        f"sha256:{SHA}",
        f"SHA-256: {SHA}",
        " ".join(["9f2c"] * 16),
        ":".join(["9f2c"] * 16),
    ],
)
def test_a_digest_is_known_however_it_is_copied(text: str) -> None:
    """Case, blanks, colons and the name of the function before it do not matter."""
    assert digest_in(text) == SHA


@pytest.mark.parametrize("text", ["", SHA[:-1], SHA + "0", f"x{SHA}", "PRO-00001", "g" * 64])
def test_what_is_no_digest_is_searched_as_text(text: str) -> None:
    """Sixty-three or sixty-five digits, or other letters, are words."""
    assert digest_in(text) == ""


_T, _R, _A, _J = BulkAction.TAKE, BulkAction.RELEASE, BulkAction.ASSIGN, BulkAction.REJECT
_CASES = [
    (_T, ROW, ""), (_T, MINE, "already"), (_T, THEIRS, "somebody_elses"), (_T, LAPSED, ""), (_T, HELD, "held"),
    (_T, KEPT, "kept_for_another"), (_T, DECIDED, "decided"),
    (_R, ROW, "not_yours"), (_R, MINE, ""), (_R, THEIRS, "not_yours"), (_R, DECIDED, "decided"),
    (_A, ROW, ""), (_A, KEPT, "already"), (_A, THEIRS, ""), (_A, DECIDED, "decided"),
    (_J, ROW, ""), (_J, MINE, ""), (_J, THEIRS, "somebody_elses"), (_J, HELD, "held"), (_J, DECIDED, "decided"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "row", "code"), _CASES)
def test_an_act_on_many_passes_over_what_it_cannot_do(action: BulkAction, row: QueueRow, code: str) -> None:
    """What a colleague has, what is kept, held or decided is left out with its reason, everything else is not."""
    item = planned(BulkOrder(action, account_id=8), row, CLERK, NOW)
    assert (item.code, item.done) == (code, not code)


def test_who_has_it_is_named() -> None:
    """The reason why a row is left out says whose it is."""
    assert planned(BulkOrder(_T), THEIRS, CLERK, NOW).facts == {"name": "Mario Gil"}
    assert planned(BulkOrder(_T), KEPT, CLERK, NOW).facts == {"name": "Mario Gil"}


def test_a_label_is_put_where_it_is_not_yet() -> None:
    """Labels go on decided promociones too; putting one twice or taking none off is passed over."""
    bears = replace(DECIDED, labels=("URGENTE",))
    put, off = BulkOrder(BulkAction.LABEL, label="URGENTE"), BulkOrder(BulkAction.UNLABEL, label="URGENTE")
    found = [planned(order, row, CLERK, NOW).code for order in (put, off) for row in (DECIDED, bears)]
    assert found == ["", Exclusion.ALREADY, Exclusion.ALREADY, ""]
