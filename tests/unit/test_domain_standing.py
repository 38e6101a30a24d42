"""Two dates: how the certificate stood when it signed, and how it stands now."""

from dataclasses import replace
from datetime import timedelta

from core.domain.standing import State, at_looking, at_signing
from core.signatures.revocation import CrlFolder
from tests.pki import people
from tests.pki.filings import filing
from tests.pki.people import NOW, anchors, crl, person

MINUTE = timedelta(minutes=1)


def test_a_certificate_in_force_is_so_on_both_dates() -> None:
    """Signed and looked at on one day."""
    verdict = filing(person()).verdict()
    found = [at_signing(verdict), at_looking(verdict)]
    assert [(s.state, s.at, s.since) for s in found if s] == [(State.IN_FORCE, NOW, None)] * 2


def test_one_that_expired_since_was_in_force_when_it_signed() -> None:
    """The second date tells of it, with the day it ended."""
    end = person().certificate.not_after
    verdict = replace(filing(person()), at=end + MINUTE).verdict(revocation=crl(at=end))
    signing, looking = at_signing(verdict), at_looking(verdict)
    assert signing
    assert signing.state is State.IN_FORCE
    assert looking
    assert (looking.state, looking.since, looking.at) == (State.EXPIRED, end, end + MINUTE)


def test_one_revoked_since_was_in_force_when_it_signed() -> None:
    """A revocation counts from its own instant on."""
    source = crl(person(), revoked_at=NOW + MINUTE, at=NOW + MINUTE)
    verdict = replace(filing(person()), at=NOW + 2 * MINUTE).verdict(revocation=source)
    signing, looking = at_signing(verdict), at_looking(verdict)
    assert signing
    assert signing.state is State.IN_FORCE
    assert looking
    assert (looking.state, looking.since) == (State.REVOKED, NOW + MINUTE)


def test_one_revoked_before_is_revoked_on_both_dates() -> None:
    """Nothing was good about it when it signed."""
    verdict = filing(person()).verdict(revocation=crl(person(), revoked_at=NOW - MINUTE))
    assert [s.state for s in (at_signing(verdict), at_looking(verdict)) if s] == [State.REVOKED] * 2


def test_one_not_in_force_yet_or_no_longer_is_told() -> None:
    """Validity is told even where nobody could be asked about revocation."""
    early, late = filing(people.future()).verdict(), filing(people.expired()).verdict()
    standings = [at_signing(early), at_signing(late)]
    assert [s.state for s in standings if s] == [State.NOT_YET, State.EXPIRED]


def test_where_nobody_could_be_asked_it_is_unknown() -> None:
    """Neither yes nor no."""
    verdict = filing(person()).verdict(revocation=CrlFolder(anchors()))
    assert [s.state for s in (at_signing(verdict), at_looking(verdict)) if s] == [State.UNKNOWN] * 2


def test_of_nobody_nothing_is_told() -> None:
    """A signature file that cannot be read has no certificate."""
    verdict = filing(person()).resigned(b"").verdict()
    assert (at_signing(verdict), at_looking(verdict)) == (None, None)
