"""The pieces of a promoción's evidence, one by one: for whom, and that each verifies without this product."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.people import Actor
from core.domain.reading import ReadingQuery, Thing
from core.errors import NotFound
from core.services.evidence_files import EvidenceFile
from core.signatures.asn1 import ocsp, pem, x509
from core.signatures.certificate import read_certificate
from core.signatures.timestamp import RESPONSE_TYPE
from core.storage.revocations import revocations_of
from tests.browsing import Browser, serving
from tests.offices import House, opened
from tests.pki import people
from tests.pki.ocsp_answers import HONEST, Lie
from tests.pki.served import Reply, served
from tests.pki.timestamps import HONEST_TOKEN


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Open an Oficialía that asks a responder, which answers well."""
    with (
        served(Reply(HONEST.answer)) as running,
        opened(tmp_path / "home", database_url, ocsp_url=running.url) as found,
    ):
        yield found


def _pieces(house: House, actor: Actor, promocion_id: int) -> dict[str, EvidenceFile]:
    found = house.oficialia.evidence_files.listing(actor, promocion_id)
    return {piece.name: piece for piece in found}


def test_every_piece_is_there_and_is_what_it_says(house: House) -> None:
    """Certificate, signature, what was signed, and the raw answer about revocation."""
    promocion_id = house.sent()
    found = _pieces(house, house.lucia, promocion_id)
    assert [piece.kind for piece in found.values()] == ["certificate", "cms", "manifest", "fields", "ocsp"]
    assert read_certificate(found["certificado.cer"].data) == people.person().certificate
    answer = next(piece for piece in found.values() if piece.kind == "ocsp")
    assert answer.name.endswith(".der")
    assert ocsp.OCSPResponse.load(answer.data, strict=True)["response_status"].native == "successful"


def test_the_pieces_alone_convince_openssl(house: House, tmp_path: Path) -> None:
    """Manifest and signature as downloaded, with the authority's certificate."""
    found = _pieces(house, house.lucia, house.sent())
    for name in ("manifest-sha256.txt", "firma.p7s"):
        (tmp_path / name).write_bytes(found[name].data)
    authority = x509.Certificate.load(people.authority().certificate_der)
    (tmp_path / "ca.pem").write_bytes(pem.armor("CERTIFICATE", authority.dump()))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "firma.p7s", "-content"]
    command += ["manifest-sha256.txt", "-CAfile", "ca.pem", "-partial_chain", "-out", "out.txt"]
    command += ["-attime", str(int(people.NOW.timestamp()))]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "lie", [Lie(serial_plus=1), Lie(status="unknown"), Lie(nonce=b"another nonce, 24 bytes.")]
)
def test_an_answer_that_was_not_believed_is_no_piece(tmp_path: Path, database_url: str, lie: Lie) -> None:
    """It stays on record as why nothing was learnt; whoever takes it home would take it for evidence."""
    with (
        served(Reply(lie.answer)) as running,
        opened(tmp_path / "home", database_url, ocsp_url=running.url) as house,
    ):
        promocion_id = house.sent()
        found = _pieces(house, house.lucia, promocion_id)
        with house.oficialia.database.read() as session:
            kept = revocations_of(session, promocion_id)
    assert any(answer.raw for answer in kept)
    assert [piece.kind for piece in found.values()] == ["certificate", "cms", "manifest", "fields"]


def test_the_timestamp_is_a_piece_once_there_is_one(tmp_path: Path, database_url: str) -> None:
    """Wanted with the sending, it is listed and handed out when the authority gave it."""
    folder = tmp_path / "home" / "trust" / "tsa"
    folder.mkdir(parents=True)
    (folder / "tsa.cer").write_bytes(people.authority().certificate_der)
    with (
        served(Reply(HONEST_TOKEN.reply, content_type=RESPONSE_TYPE)) as running,
        opened(tmp_path / "home", database_url, tsa_url=running.url) as house,
    ):
        promocion_id = house.sent()
        assert "sello-de-tiempo.tsr" not in _pieces(house, house.lucia, promocion_id)
        house.oficialia.stamping.finish_pending()
        given = house.oficialia.stamping.timestamp(house.lucia, promocion_id)
        with serving(house) as app:
            clerk = Browser(app)
            clerk.sign_in("lucia")
            answer = clerk.get(f"/api/promociones/{promocion_id}/evidencia/sello-de-tiempo.tsr")
    assert given
    assert answer.content == given.token != b""
    assert answer.headers["content-type"] == "application/timestamp-reply"


def test_the_filer_has_them_from_the_signing_on_and_staff_from_the_sending_on(house: House) -> None:
    """A draft has none; a signed one is nobody's but the filer's."""
    promocion_id = house.draft()
    with pytest.raises(NotFound):
        house.oficialia.evidence_files.listing(house.ana, promocion_id)
    house.attach(promocion_id)
    house.sign(promocion_id)
    assert "firma.p7s" in _pieces(house, house.ana, promocion_id)
    for stranger in (house.actor("juan"), house.lucia):
        with pytest.raises(NotFound):
            house.oficialia.evidence_files.file(stranger, promocion_id, "firma.p7s")


def test_the_record_of_readings_tells_who_took_a_piece(house: House) -> None:
    """A clerk's download is recorded; looking at the list of pieces is not."""
    promocion_id = house.sent()
    _pieces(house, house.lucia, promocion_id)
    house.oficialia.evidence_files.file(house.lucia, promocion_id, "manifest-sha256.txt")
    records = house.oficialia.readings.latest(house.actor("elena"), ReadingQuery())
    assert [(record.actor_name, record.what) for record in records] == [(house.lucia.name, Thing.PACKAGE)]


def test_the_route_gives_a_download_that_no_browser_runs(house: House) -> None:
    """As an attachment, of its own type and no other, kept by no shared cache."""
    promocion_id = house.sent()
    with serving(house) as app:
        clerk = Browser(app)
        clerk.sign_in("lucia")
        answer = clerk.get(f"/api/promociones/{promocion_id}/evidencia/firma.p7s")
    assert answer.status_code == 200
    assert answer.content == _pieces(house, house.lucia, promocion_id)["firma.p7s"].data
    assert answer.headers["content-disposition"].startswith('attachment; filename="firma.p7s"')
    assert answer.headers["content-type"] == "application/pkcs7-signature"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["llave.key", "..%2f..%2fetc", "firma.p7s%00", "%F0%9F%92%A9", "a" * 5000])
def test_any_other_name_is_not_found(house: House, name: str) -> None:
    """A name is looked up among those there are, never opened."""
    promocion_id = house.sent()
    with serving(house) as app:
        filer = Browser(app)
        filer.sign_in("ana")
        assert filer.get(f"/api/promociones/{promocion_id}/evidencia/{name}").status_code == 404


def test_the_report_is_a_page_to_be_printed_for_staff_only(house: House) -> None:
    """Checks, serial and digest stand on it; nothing of the filer's acts as markup; the filer has no such page."""
    promocion_id = house.sent(procedimiento="<script>alert(1)</script> & «otro»")
    path = f"/promociones/{promocion_id}/informe"
    with serving(house) as app:
        clerk, filer = Browser(app), Browser(app)
        clerk.sign_in("lucia")
        filer.sign_in("ana")
        shown, kept = clerk.get(path), filer.get(path)
    assert shown.status_code == 200
    assert "&lt;script&gt;alert(1)" in shown.text
    assert "<script" not in shown.text
    assert people.person().certificate.serial in shown.text
    assert "¿El certificado es una e.firma?" in shown.text
    assert "script-src" in shown.headers["content-security-policy"]
    assert kept.status_code in {403, 404}
    assert "certificado" not in kept.text.lower()
