"""A signature that the version before made stands, though this one signs more than that did.

``tests/pki/signed_by_0003.json`` was written by the version whose database was revision 0003: its fields have no
``documentos``. Nobody has its keys any more, so that it can be judged but never be made again.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from core.domain.evidence import Signature
from core.domain.identifiers import Rfc
from core.domain.manifest import document_path
from core.domain.verdict import Outcome, Revocation
from core.domain.workflow import Status
from core.signatures.certificate import read_certificate
from core.signatures.revocation import CrlFolder, read_revocation_list
from core.signatures.trust import TEST_FOLDER, TrustAnchors
from core.storage import migrate
from core.storage.evidence import insert_signature
from tests.offices import opened
from tests.pki import people
from tests.pki.filings import Filing, failed

_RECORD = Path(people.__file__).with_name("signed_by_0003.json")


@dataclass(frozen=True, slots=True)
class Before:
    """What the version before wrote."""

    filing: Filing
    signature: Signature
    authority: bytes
    revocations: bytes

    def verdict_of(self, filing: Filing) -> tuple[Outcome, set[str]]:
        """Judge it by its own authority: the outcome, and the checks that failed."""
        trusted = read_certificate(self.authority)
        anchors = TrustAnchors((trusted,), frozenset({trusted.der}))
        lists = CrlFolder(anchors, (read_revocation_list(self.revocations, "anterior.crl"),))
        verdict = filing.verdict(anchors, lists)
        return verdict.outcome, failed(verdict)


@pytest.fixture(scope="module")
def before() -> Before:
    """Read the record."""
    kept = json.loads(_RECORD.read_text(encoding="utf-8"))
    cms, certificate, authority, revocations = (
        base64.b64decode("".join(kept[name])) for name in ("cms", "certificate", "authority", "revocations")
    )
    fields, manifest = kept["fields"].encode(), kept["manifest"].encode()
    documents = {name: text.encode() for name, text in kept["documents"].items()}
    signed_at = datetime.fromisoformat(kept["signed_at"])
    return Before(
        Filing(manifest, cms, Rfc(kept["account_rfc"]), fields, documents, signed_at),
        Signature(signed_at, certificate, cms, fields, manifest, kept["manifest_sha256"]),
        authority,
        revocations,
    )


def test_its_signature_is_valid(before: Before) -> None:
    """Every check passes on the bytes as they were written, whatever this version would sign in their place."""
    assert b"documentos" not in before.filing.fields
    assert before.verdict_of(before.filing) == (Outcome.PASSED, set())


def test_what_it_signed_cannot_be_exchanged_for_what_is_signed_now(before: Before) -> None:
    """Fields with a list of documents, where there was none, are not what was signed."""
    fields = before.filing.fields[:-1] + b',"documentos":[]}'
    changed = Filing(
        before.filing.manifest, before.filing.cms, before.filing.account_rfc, fields, before.filing.documents
    )
    assert before.verdict_of(changed) == (Outcome.FAILED, {"fields_unchanged"})


def test_what_was_signed_before_the_upgrade_is_sent_and_accepted_after_it(
    tmp_path: Path, database_url: str, before: Before
) -> None:
    """Signed on revision 0003, migrated, sent, judged by a clerk and accepted, without signing again."""
    with opened(tmp_path / "home", database_url) as house:
        promocion_id, database = house.signed(), house.oficialia.database
        with database.write() as session:
            insert_signature(session, promocion_id, before.signature)
        migrate.downgrade(database, "0003")
        trust = house.oficialia.settings.trust / TEST_FOLDER
        (trust / "anterior.cer").write_bytes(before.authority)
        (trust / "anterior.crl").write_bytes(before.revocations)
        migrate.upgrade(database)
    with opened(tmp_path / "home", database_url, migrated=False) as house:
        assert house.send(promocion_id).status is Status.SENT
        view = house.oficialia.review.open(house.lucia, promocion_id)
        verdict = house.oficialia.review.verdict(house.lucia, view)
        assert (verdict.outcome, verdict.revocation) == (Outcome.PASSED, Revocation.GOOD)
        assert [match.name for match in verdict.matches][:1] == [document_path("escrito.txt")]
        house.oficialia.deciding.accept(house.lucia, promocion_id)
        assert house.load(promocion_id).status is Status.ACCEPTED
