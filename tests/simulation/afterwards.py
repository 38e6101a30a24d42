"""What must hold once fifty clerks have decided everything, told from the rows and the history alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from core.domain.workflow import CLOSED, Status
from core.storage.tables import PromocionRow
from tests.offices import House
from tests.pki.people import NOW


@dataclass(slots=True)
class Found:
    """What was done until everything was decided."""

    filings: int = 0
    clerks: int = 0
    kills: int = 0
    accepted: int = 0
    rejected: int = 0
    seconds: float = 0
    clock_minutes: float = 0
    acts: dict[str, int] = field(default_factory=dict)


def audit(house: House, found: Found) -> None:
    """Look at everything once it is decided, and count what was done.

    Raises:
        AssertionError: something was decided twice, by somebody who did not have it, or left behind.
    """
    with house.oficialia.database.read() as session:
        rows = session.scalars(select(PromocionRow).order_by(PromocionRow.id)).all()
        session.expunge_all()
    assert len(rows) == found.filings
    assert {row.status for row in rows} <= set(CLOSED)
    assert {(row.claimed_by, row.claim_expires_at) for row in rows} == {(None, None)}, "a claim is stuck"
    numbers = sorted(row.numero_oficialia for row in rows if row.numero_oficialia)
    assert numbers == [f"OP-{NOW.year}-{n:06d}" for n in range(1, len(numbers) + 1)]
    acts: Counter[str] = Counter()
    for row in rows:
        acts += _story(house, row.id, row.status)
    found.acts = dict(sorted(acts.items()))
    found.accepted, found.rejected = acts["accept"], acts["reject"]
    assert len(numbers) == acts["accept"]
    house.oficialia.acuses.finish_pending()  # what a killed process had decided and not yet printed
    _assert_receipts(house, rows)


def _story(house: House, promocion_id: int, status: str) -> Counter[str]:
    """Check that each act followed from the one before, and that whoever decided had it."""
    events = house.events(promocion_id)
    holder: int | None = None
    before = events[0].to_status
    for event in events[1:]:
        assert event.from_status in {before, ""}, (promocion_id, event)
        if event.action in {"claim", "take_over"}:
            assert holder is None or event.action == "take_over" or event.facts["expired_claim_of"]
            holder = event.actor_id
        elif event.action in {"skip", "hold", "release", "accept", "reject"}:
            assert holder == event.actor_id, (promocion_id, event)
            holder = None
        before = event.to_status or before
    decisions = [e.to_status for e in events if e.action in {"accept", "reject"}]
    assert decisions == [status], (promocion_id, decisions)
    return Counter(str(event.action) for event in events)


def _assert_receipts(house: House, rows: Sequence[PromocionRow]) -> None:
    for row in rows:
        kinds = [a.kind for a in house.oficialia.filing.view(house.ana, row.id).acuses if a.pdf_sha256]
        assert kinds == ["envio", "recepcion" if row.status == Status.ACCEPTED else "rechazo"], row.id
