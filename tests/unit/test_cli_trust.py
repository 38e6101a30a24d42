"""``oficialia trust``: shown, confirmed, recorded; what may not be believed is refused."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from console.cli import app
from console.cli.trust_check import examined
from core.config import Settings
from core.signatures.anchor_files import BundleUnreadable, fingerprint, read_bundle
from core.signatures.asn1 import NameParts
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.demo_authority import DemoAuthority
from core.signatures.demo_certificates import AUTHORITY_USAGE
from core.signatures.responder import load_responders
from core.signatures.trust import TEST_FOLDER, TrustAnchors
from core.storage import migrate
from core.storage.engine import Database
from core.storage.tables import EventRow
from tests.pki import people
from tests.pki.ocsp_answers import signer_issued
from tests.pki.people import NOW, authority, impostor

SAT_NAME = "AC del Servicio de Administración Tributaria"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return an installation with an empty database and nobody to believe."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("OFICIALIA_HOME", str(home))
    found = Settings.from_environment()
    database = Database(found.database_url)
    migrate.upgrade(database)
    database.close()
    return found


def _run(*arguments: str | Path, answers: str = "") -> Result:
    return CliRunner().invoke(app, ["trust", *map(str, arguments)], input=answers)


def _file(folder: Path, data: bytes, name: str = "ac.cer") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _believed(settings: Settings) -> set[bytes]:
    return {a.der for a in TrustAnchors.load(settings.trust, allow_tests=False).authorities}


def _acts(settings: Settings) -> list[tuple[str, dict[str, object]]]:
    database = Database(settings.database_url)
    with database.read() as session:
        found = [(e.action, e.facts) for e in session.scalars(select(EventRow).order_by(EventRow.id))]
    database.close()
    return found


def _anchor() -> Certificate:
    return read_certificate(authority().certificate_der)


def test_an_authority_is_shown_confirmed_and_recorded(settings: Settings, tmp_path: Path) -> None:
    """The fingerprint is on the screen before the question; afterwards the authority is believed."""
    result = _run("add", _file(tmp_path, authority().certificate_der), answers="y\n")
    digits = fingerprint(_anchor()).upper()
    assert result.exit_code == 0
    assert ":".join(digits[i : i + 2] for i in range(0, 64, 2)) in result.output.partition("¿")[0]
    assert _believed(settings) == {authority().certificate_der}
    (act,) = _acts(settings)
    assert act == (
        "trust_add",
        {"sha256": digits.lower(), "holder": _anchor().holder, "serial": _anchor().serial},
    )


def test_whoever_says_no_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    """No file, no act, and the exit code tells."""
    result = _run("add", _file(tmp_path, authority().certificate_der), answers="n\n")
    assert (result.exit_code, _believed(settings), _acts(settings)) == (1, set(), [])


def test_what_is_there_already_is_not_added_again(settings: Settings, tmp_path: Path) -> None:
    """One file, one act, however often; two authorities of one name stand side by side."""
    files = [
        _file(tmp_path, ca.certificate_der, f"{n}.cer") for n, ca in enumerate((authority(), impostor()))
    ]
    for _ in range(2):
        assert _run("add", "--yes", *files).exit_code == 0
    assert _believed(settings) == {authority().certificate_der, impostor().certificate_der}
    assert len(list(settings.trust.iterdir())) == len(_acts(settings)) == 2


@cache
def _weak_authority() -> bytes:
    name: NameParts = (("2.5.4.3", "AC DÉBIL"),)
    made = replace(people.profile(name, AUTHORITY_USAGE), authority=True)
    return authority().issue(made, people.PASSWORD, key_bits=1024).cer


def _self_signed_person() -> bytes:
    who = people.person()
    own = DemoAuthority(authority().name, who.cer, who.private_key)
    return own.issue(people.profile(authority().name), people.PASSWORD).cer


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: people.person().cer, "no es el de una autoridad certificadora"),
        (lambda: people.csd().cer, "no es el de una autoridad certificadora"),
        (_self_signed_person, "no es el de una autoridad certificadora"),
        (_weak_authority, "demasiado débil"),
        (lambda: b"rubbish", "no contiene un certificado"),
        (lambda: people.person().key, "llave privada"),
        (lambda: b"x" * 1_000_000, "no contiene un certificado"),
    ],
)
def test_what_may_not_be_believed_is_refused(
    settings: Settings, tmp_path: Path, data: Callable[[], bytes], words: str
) -> None:
    """A person's, a CSD, self-signed but no authority, a weak key, rubbish: each in its own words."""
    result = _run("add", "--yes", _file(tmp_path, data()))
    assert result.exit_code == 1
    assert words in result.output
    assert (_believed(settings), _acts(settings)) == (set(), [])


def test_one_bad_file_among_good_ones_adds_none(settings: Settings, tmp_path: Path) -> None:
    """A command does all of it or tells why it did nothing."""
    good, bad = _file(tmp_path, authority().certificate_der), _file(tmp_path, b"x", "bad.cer")
    assert _run("add", "--yes", good, bad).exit_code == 1
    assert _run("add", "--yes", good, tmp_path / "nowhere.cer").exit_code == 1
    assert _believed(settings) == set()


def test_an_authority_is_removed_by_its_fingerprint(settings: Settings, tmp_path: Path) -> None:
    """Colons and capitals as the list prints them; only that one goes."""
    for number, each in enumerate((authority(), impostor())):
        _run("add", "--yes", _file(tmp_path, each.certificate_der, f"{number}.cer"))
    digits = fingerprint(_anchor()).upper()
    result = _run("remove", f"{digits[:2]}:{digits[2:8]}", answers="y\n")
    assert result.exit_code == 0
    assert _believed(settings) == {impostor().certificate_der}
    assert [act for act, _ in _acts(settings)] == ["trust_add", "trust_add", "trust_remove"]


@pytest.mark.parametrize("prefix", ["", "ab", "zzzzzzzz", "../../../etc", "00000000", "\u202e" * 9])
def test_a_fingerprint_that_names_nobody_removes_nothing(
    settings: Settings, tmp_path: Path, prefix: str
) -> None:
    """Too short, no digits, a path, of nobody."""
    _run("add", "--yes", _file(tmp_path, authority().certificate_der))
    assert _run("remove", "--yes", "--", prefix).exit_code == 1
    assert _believed(settings) == {authority().certificate_der}


def test_removing_can_be_thought_better_of(settings: Settings, tmp_path: Path) -> None:
    """The question says what it means; «no» keeps it."""
    _run("add", "--yes", _file(tmp_path, authority().certificate_der))
    result = _run("remove", fingerprint(_anchor())[:8], answers="n\n")
    assert result.exit_code == 1
    assert "dejarán de valer" in result.output
    assert len(_acts(settings)) == 1


def test_without_a_database_nothing_is_added(settings: Settings, tmp_path: Path) -> None:
    """What could not be recorded is not done."""
    Path(settings.home / "oficialia.sqlite3").unlink()
    assert _run("add", "--yes", _file(tmp_path, authority().certificate_der)).exit_code == 3
    assert _believed(settings) == set()


def test_a_place_that_is_taken_leaves_no_act(settings: Settings, tmp_path: Path) -> None:
    """Where the file cannot be written, the act is rolled back."""
    settings.trust.write_bytes(b"a file where the folder should be")
    result = _run("add", "--yes", _file(tmp_path, authority().certificate_der))
    assert result.exit_code == 1
    assert _acts(settings) == []


def test_the_list_names_what_it_cannot_use(settings: Settings, tmp_path: Path) -> None:
    """Every file stands in it, those for tests marked."""
    assert "No hay autoridades" in _run("list").output
    _run("add", "--yes", _file(tmp_path, authority().certificate_der))
    _file(settings.trust, b"rubbish", "roto.cer")
    (settings.trust / TEST_FOLDER).mkdir()
    _file(settings.trust / TEST_FOLDER, impostor().certificate_der)
    output = _run("list").output
    assert "roto.cer\n  No es el certificado" in output
    assert "(de prueba)" in output
    assert output.count("SHA-256") == 2


def test_check_tells_programs_what_is_wrong(settings: Settings, tmp_path: Path) -> None:
    """Codes for each file in JSON; 2 where nobody is believed, 1 with warnings, 0 without."""
    assert _run("check").exit_code == 2
    _run("add", "--yes", _file(tmp_path, authority().certificate_der))
    result = _run("check", "--json")
    (line,) = map(json.loads, result.output.splitlines())
    assert (result.exit_code, line["problems"]) == (1, ["no_revocation_source"])
    assert line["sha256"] == fingerprint(_anchor())
    crl = authority().crl({}, at=datetime.now(UTC) - timedelta(days=1))
    _file(settings.trust, crl, "lista.crl")
    assert _run("check").exit_code == 0
    assert json.loads(_run("check", "--json").output)["problems"] == []


def test_check_warns_a_year_ahead(settings: Settings, tmp_path: Path) -> None:
    """The year before its end an authority is named; after its end there is nothing to warn of."""
    _run("add", "--yes", _file(tmp_path, authority().certificate_der))
    ends = _anchor().not_after
    asked = replace(settings, ocsp_url="http://127.0.0.1:1")
    told = {
        days: [e.problems for e in examined(asked, ends - timedelta(days=days))] for days in (366, 364, -1)
    }
    assert told == {366: [()], 364: [("ends_within_a_year",)], -1: [()]}
    assert examined(asked, _anchor().not_before - timedelta(days=1))[0].problems == ("not_yet_valid",)


def test_check_finds_what_does_not_belong(settings: Settings) -> None:
    """Rubbish, a copy, and an authority for tests where those are admitted."""
    (settings.trust / TEST_FOLDER).mkdir(parents=True)
    for name in ("a.cer", "b.cer"):
        _file(settings.trust, authority().certificate_der, name)
    _file(settings.trust, people.person().cer, "c.cer")
    _file(settings.trust / TEST_FOLDER, impostor().certificate_der)
    asked = replace(settings, ocsp_url="http://127.0.0.1:1", allow_test_anchors=True)
    problems = [e.problems for e in examined(asked, NOW)]
    assert problems == [(), ("repeated",), ("unusable",), ("test_authority",)]
    assert len(examined(replace(asked, allow_test_anchors=False), NOW)) == 3


def _zip(entries: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return packed.getvalue()


@cache
def _sat() -> tuple[DemoAuthority, bytes]:
    """An authority of the SAT's name and its OCSP responder."""
    made = DemoAuthority.create(NOW - timedelta(days=900), name=SAT_NAME)
    return made, signer_issued(made, "ocsp_signing", NOW + timedelta(days=300)).der


def _old_sat() -> bytes:
    return DemoAuthority.create(NOW - timedelta(days=6000), name=SAT_NAME).certificate_der


def _bundle() -> bytes:
    made, responder = _sat()
    return _zip(
        {
            "Certs/AC5_SAT.cer": made.certificate_der,
            "../../ocsp.ac5_sat.cer": responder,
            "ARC5_IES.cer": authority().certificate_der,
            "AC0_SAT.cer": _old_sat(),
            "persona.cer": people.person().cer,
            "LEAME.txt": b"notes",
        }
    )


def test_the_bundle_of_the_sat_gives_its_authorities_and_responders(
    settings: Settings, tmp_path: Path
) -> None:
    """What issues e.firmas is believed, what answers for it too; the rest is named and left."""
    result = _run("add", "--sat", "--yes", _file(tmp_path, _bundle(), "CertsProd.zip"))
    made, responder = _sat()
    assert result.exit_code == 0
    assert _believed(settings) == {made.certificate_der}
    assert [r.der for r in load_responders(settings.trust)] == [responder]
    assert result.output.count("No se toma") == 4
    assert not (tmp_path / "ocsp.ac5_sat.cer").exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"rubbish", authority().certificate_der, _bundle()[:-40], _zip({f"{n}": b"" for n in range(201)})],
)
def test_what_is_no_bundle_is_refused(settings: Settings, tmp_path: Path, data: bytes) -> None:
    """Nothing, a single certificate, half a ZIP, one with too many entries."""
    result = _run("add", "--sat", "--yes", _file(tmp_path, data, "x.zip"))
    assert result.exit_code == 1
    assert "no es un ZIP" in result.output
    assert _believed(settings) == set()


def test_a_bundle_that_bursts_is_not_unpacked() -> None:
    """A gigabyte of zeros in an entry is read no further than a certificate is long."""
    bundle = read_bundle(_zip({"grande.cer": b"\0" * 50_000_000}), NOW)
    assert (bundle.authorities, bundle.others) == ((), ("grande.cer",))


def test_an_entry_with_another_checksum_is_found_out() -> None:
    """A bundle that was damaged on the way is not half believed."""
    data = bytearray(_zip({"a.cer": b"x" * 100}))
    data[data.index(b"a.cer") + 6] ^= 255
    with pytest.raises(BundleUnreadable):
        read_bundle(bytes(data), NOW)


def test_the_wheel_of_satcfdi_gives_two_authorities() -> None:
    """The SAT's own bundle of 2022 gives AC4, whose e.firmas still live, and AC5, with its responder."""
    path = os.environ.get("OFICIALIA_CORPORA", "")
    found = next(iter(sorted(Path(path).rglob("CertsProd.zip"))), None) if path else None
    if found is None:
        pytest.skip("no CertsProd.zip in OFICIALIA_CORPORA")
    bundle = read_bundle(found.read_bytes(), NOW)
    assert [c.serial for c in bundle.authorities] == ["00000000000000001083", "00000000000000001106"]
    assert [c.holder for c in bundle.responders] == ["Servicio OCSP SAT"]
