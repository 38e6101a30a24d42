"""The privacy notice: accepted before the first promoción, asked again when it changes; on both engines."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import delete, select

from core.domain.people import Role
from core.domain.workflow import Status
from core.errors import NotAllowed
from core.services.accounts.privacy import PrivacyNoticeChanged, PrivacyNoticeNotAccepted
from core.storage.account_tables import PrivacyAcceptanceRow
from core.storage.tables import EventRow
from tests.notices import put_notice_in_force
from tests.offices import FIELDS, House, efirmas, opened


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine whose receipts take no time."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with opened(tmp_path / "home", database_url) as built, fast:
        yield built


def _forget(house: House) -> None:
    with house.oficialia.database.write() as session:
        session.execute(delete(PrivacyAcceptanceRow))


def _change(house: House, version: str = "2027-01") -> None:
    put_notice_in_force(house.oficialia, version=version)


def test_nothing_is_created_before_the_notice_is_accepted(house: House) -> None:
    """Refused with the version in force; accepted once, the same creation goes through."""
    _forget(house)
    with pytest.raises(PrivacyNoticeNotAccepted) as refused:
        house.draft()
    privacy = house.oficialia.privacy
    assert refused.value.facts == {"version": privacy.current_version}
    assert privacy.accepted(house.ana) is None
    privacy.accept(house.ana, privacy.current_version)
    assert privacy.accepted(house.ana) == house.clock.at
    assert house.load(house.draft()).status is Status.DRAFT
    with pytest.raises(PrivacyNoticeNotAccepted):
        house.draft("pena")


def test_accepting_twice_keeps_the_first_instant(house: House) -> None:
    """One row and one act bear the version, the address and when it was accepted first."""
    _forget(house)
    privacy, first = house.oficialia.privacy, house.clock.at
    privacy.accept(house.ana, privacy.current_version)
    house.clock.advance(days=1)
    privacy.accept(house.ana, privacy.current_version)
    assert privacy.accepted(house.ana) == first
    with house.oficialia.database.read() as session:
        (row,) = session.scalars(select(PrivacyAcceptanceRow))
        (event,) = session.scalars(select(EventRow).where(EventRow.action == "accept_privacy"))
        assert (row.version, row.address) == (privacy.current_version, house.ana.address)
        assert (event.subject_id, event.facts) == (house.ana.account_id, {"version": row.version})


def test_only_the_version_in_force_is_accepted(house: House) -> None:
    """What was read in a window opened before the change does not count for the new text."""
    old = house.oficialia.privacy.current_version
    _change(house)
    for version in (old, "", "2027-01\x00", "x" * 10_000):
        with pytest.raises(PrivacyNoticeChanged):
            house.oficialia.privacy.accept(house.ana, version)
    assert house.oficialia.privacy.accepted(house.ana) is None


def test_staff_have_nothing_to_accept(house: House) -> None:
    """Permission is asked before the version."""
    with pytest.raises(NotAllowed):
        house.oficialia.privacy.accept(house.lucia, "nonsense")
    nobody = replace(house.ana, roles=frozenset[Role]())
    with pytest.raises(NotAllowed):
        house.oficialia.privacy.accept(nobody, house.oficialia.privacy.current_version)


def test_a_change_is_asked_for_again_at_signing(house: House) -> None:
    """The draft stays as it is, and after accepting the same step goes on."""
    promocion_id = house.draft()
    house.attach(promocion_id)
    _change(house)
    with pytest.raises(PrivacyNoticeNotAccepted):
        house.sign(promocion_id)
    house.oficialia.privacy.accept(house.ana, "2027-01")
    house.sign(promocion_id)
    assert house.load(promocion_id).status is Status.SIGNED


def test_a_change_between_preparing_and_signing_is_noticed(house: House) -> None:
    """The signature is not kept, whatever the browser was given before."""
    promocion_id = house.draft()
    house.attach(promocion_id)
    who, sending = efirmas()["ana"], house.oficialia.sending
    prepared = sending.prepare_signature(house.ana, promocion_id, who.cer)
    _change(house)
    with pytest.raises(PrivacyNoticeNotAccepted):
        sending.sign(house.ana, promocion_id, who.cer, prepared.attributes, b"signature")
    assert house.load(promocion_id).status is Status.DRAFT


def test_a_change_is_asked_for_again_at_sending_and_voids_nothing(house: House) -> None:
    """The signature stands: accept, send with the same token, and nothing was lost."""
    promocion_id = house.signed()
    _change(house)
    token = secrets.token_urlsafe(24)
    send = partial(house.send, promocion_id, token=token)
    with pytest.raises(PrivacyNoticeNotAccepted):
        send()
    before = house.load(promocion_id)
    assert (before.status, before.sent_at) == (Status.SIGNED, None)
    house.oficialia.privacy.accept(house.ana, "2027-01")
    assert send().status is Status.SENT
    _change(house, "2028-01")
    assert send().status is Status.SENT


def test_editing_and_reading_ask_for_nothing(house: House) -> None:
    """A changed notice keeps nobody from saving what they are writing."""
    promocion_id = house.draft()
    _change(house)
    house.oficialia.filing.edit(house.ana, promocion_id, replace(FIELDS, descripcion="Más."))
    assert house.oficialia.filing.view(house.ana, promocion_id).promocion.fields.descripcion == "Más."
