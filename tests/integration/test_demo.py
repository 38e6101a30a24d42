"""The demonstration is made by the real services, loads once, and empties only its own home."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from console.cli import app
from console.demo.accounts import demo_credentials, demo_efirma_files, efirma_password
from console.demo.loading import (
    MARKER,
    DemoIsInAnotherDatabase,
    DemoSummary,
    HomeIsNotDemo,
    load_demo,
)
from console.demo.playing import Player
from console.demo.story import Step, Verb
from console.home import HomeIsBeingLoaded, HomeIsServed, served, unserved
from core.bootstrap import Oficialia, build
from core.clock import SystemClock
from core.config import PROJECT, Settings
from core.domain.fault_views import FaultQuery
from core.domain.identifiers import Rfc
from core.domain.verdict import Outcome, Revocation
from core.domain.verdict_json import verdict_from_json
from core.domain.workflow import RECEIVED, Status
from core.services.accounts.sessions import SessionOrigin
from core.signatures.admission import check_admissible
from core.signatures.certificate import read_certificate
from core.signatures.private_key import check_pair, read_private_key
from core.storage import migrate
from core.storage.engine import Database
from core.storage.evidence import verdicts_of
from core.storage.tables import AcuseRow, DocumentRow, EventRow, PromocionRow, SignatureRow

SHORT = ("denuncia-gas", "copias-gas", "inmunidad")
SHORT_END = {"accepted": 2, "sent": 1}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings of a demo home on SQLite."""
    return Settings(home=tmp_path_factory.mktemp("demo"), demo=True, allow_test_anchors=True)


@pytest.fixture(scope="module")
def loaded(settings: Settings) -> DemoSummary:
    """Load the whole demonstration, once for all tests that only look at it."""
    return load_demo(settings)


@pytest.fixture(scope="module")
def oficialia(settings: Settings, loaded: DemoSummary) -> Iterator[Oficialia]:
    """Return the Oficialía as it is served after loading."""
    assert loaded.total
    built = build(settings)
    yield built
    built.close()


@pytest.fixture(scope="module")
def short_story(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings of an empty home, with a story of few filings that loads quickly."""
    folder = tmp_path_factory.mktemp("short")
    data = Path(shutil.copytree(PROJECT / "data", folder / "data", ignore=shutil.ignore_patterns("var")))
    story = data / "demo" / "promociones.toml"
    head, *filings = story.read_text(encoding="utf-8").split("[[promociones]]")
    kept = [f for f in filings if any(f'key = "{key}"' in f for key in SHORT)]
    story.write_text("[[promociones]]".join([head, *kept]), encoding="utf-8")
    return Settings(home=folder / "home", data=data, demo=True, allow_test_anchors=True)


@pytest.fixture(scope="module")
def short_loaded(short_story: Settings) -> Settings:
    """Load the short story, once."""
    assert load_demo(short_story).promociones == SHORT_END
    return short_story


@pytest.fixture
def short(short_loaded: Settings, tmp_path: Path) -> Settings:
    """Return settings of a copy of the short story's home, database inside, for a test to spoil."""
    home = Path(shutil.copytree(short_loaded.home, tmp_path / "home"))
    return Settings(home=home, data=short_loaded.data, demo=True, allow_test_anchors=True)


def rows(oficialia: Oficialia) -> list[PromocionRow]:
    """Return every promoción in order of creation."""
    with oficialia.database.read() as session:
        return list(session.scalars(select(PromocionRow).order_by(PromocionRow.id)))


def test_every_state_is_there(loaded: DemoSummary, oficialia: Oficialia) -> None:
    """About thirty filings in all six states, drafts without documents and with a voided signature too."""
    assert not loaded.already_there
    assert set(loaded.promociones) == set(Status)
    assert 28 <= loaded.total == len(rows(oficialia)) <= 36
    with oficialia.database.read() as session:
        drafts = [r.id for r in rows(oficialia) if r.status == Status.DRAFT]
        with_documents = set(session.scalars(select(DocumentRow.promocion_id)))
        voided = session.scalars(
            select(SignatureRow.promocion_id).where(SignatureRow.voided_at.is_not(None))
        ).all()
    assert set(drafts) - with_documents
    assert set(drafts) & with_documents
    assert set(voided) & set(drafts)


def test_each_clerk_has_work_in_hand_and_one_was_put_back(oficialia: Oficialia) -> None:
    """Two clerks hold a live claim, one claim was forgotten, and a release left its note."""
    now = SystemClock().now()
    claimed = [r for r in rows(oficialia) if r.status == Status.UNDER_REVIEW]
    live = {r.claimed_by for r in claimed if r.claim_expires_at and r.claim_expires_at > now}
    assert len(live) == 2
    assert any(r.claim_expires_at and r.claim_expires_at < now for r in claimed)
    with oficialia.database.read() as session:
        notes = session.scalars(select(EventRow.facts).where(EventRow.action == "release")).all()
    assert [len(n["note"]) > 20 for n in notes] == [True]


def test_each_sent_filing_was_verified_without_failure(oficialia: Oficialia) -> None:
    """All the verdicts given stand, and those computed from the stored bytes now do too."""
    sent = [r for r in rows(oficialia) if r.status in RECEIVED]
    clerk = actor(oficialia, "elena.castaneda")
    for row in sent:
        with oficialia.database.read() as session:
            given = [verdict_from_json(dict(content)) for content in verdicts_of(session, row.id)]
        assert len(given) == (2 if row.decided_at else 1)
        assert all(v.outcome is not Outcome.FAILED for v in given), row.folio
        now = oficialia.review.verdict(clerk, oficialia.review.open(clerk, row.id))
        assert now.outcome is Outcome.PASSED, now.failures()
        assert all(m.matches for m in now.matches)


def test_one_filing_was_sent_while_nobody_could_be_asked(oficialia: Oficialia) -> None:
    """Its verdict is indeterminate for the revocation alone: being out of order costs no filer the day."""
    unknown = [r for r in rows(oficialia) if r.revocation == Revocation.NOT_CONSULTED]
    assert [(r.status, r.firma_outcome, r.integridad_outcome) for r in unknown] == [
        (Status.SENT, Outcome.INDETERMINATE, Outcome.PASSED)
    ]


def test_every_receipt_is_stored_sealed(oficialia: Oficialia, tmp_path: Path) -> None:
    """Each sending and each decision has its PDF, and pdfsig finds the seal of one good."""
    with oficialia.database.read() as session:
        acuses = session.scalars(select(AcuseRow)).all()
    received = [r for r in rows(oficialia) if r.status in RECEIVED]
    decided = [r for r in received if r.decided_at]
    assert len(acuses) == len(received) + len(decided)
    papers = [b"".join(oficialia.store.stream(a.pdf_sha256 or "")) for a in acuses]
    assert all(p.startswith(b"%PDF-") for p in papers)
    (tmp_path / "acuse.pdf").write_bytes(papers[-1])
    checked = subprocess.run(["pdfsig", tmp_path / "acuse.pdf"], capture_output=True, check=False)
    assert b"Signature is Valid." in checked.stdout


def test_numbers_are_consecutive(oficialia: Oficialia) -> None:
    """Folios follow the creation, números de oficialía the acceptance, without gap or repeat in a year."""
    folios = [int(r.folio.split("-")[1]) for r in rows(oficialia)]
    assert folios == list(range(1, len(folios) + 1))
    accepted = sorted((r for r in rows(oficialia) if r.numero_oficialia), key=lambda r: str(r.decided_at))
    by_year: dict[str, list[int]] = {}
    for row in accepted:
        found = re.fullmatch(r"OP-(\d{4})-(\d{6})", row.numero_oficialia or "")
        assert found
        by_year.setdefault(found[1], []).append(int(found[2]))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_year.values())


def test_complementary_filings_cite_numbers_that_were_given(oficialia: Oficialia) -> None:
    """Whoever follows a cited número de oficialía finds the earlier filing of the same owner."""
    given = {r.numero_oficialia: r.owner_id for r in rows(oficialia) if r.numero_oficialia}
    citing = [r for r in rows(oficialia) if r.oficialia_previa]
    assert len(citing) >= 4
    assert all(given[r.oficialia_previa] == r.owner_id for r in citing)


def test_every_act_is_in_the_log_in_order_of_time(oficialia: Oficialia) -> None:
    """The log has at least one event of each kind, none is later than now, ids follow the instants."""
    with oficialia.database.read() as session:
        events = session.execute(select(EventRow.at, EventRow.action).order_by(EventRow.id)).all()
    assert [e.at for e in events] == sorted(e.at for e in events)
    assert events[-1].at < SystemClock().now()
    acts = {e.action for e in events}
    assert acts >= {"create", "add_document", "edit", "sign", "send", "claim", "release", "accept", "reject"}
    assert sum(e.action == "create_account" for e in events) == len(demo_credentials(oficialia.settings))


def test_faults_were_reported_and_two_show_an_outage(oficialia: Oficialia) -> None:
    """With an account and without one, in three states; a supervisor finds an outage to suspend the day of."""
    elena = actor(oficialia, "elena.castaneda")
    page = oficialia.fault_desk.page(elena, FaultQuery())
    assert {row.status for row in page.rows} == {"new", "in_progress", "resolved"}
    views = [oficialia.fault_desk.view(elena, row.folio) for row in page.rows]
    assert {view.signed_in for view in views} == {True, False}
    assert [view.row.created_at for view in views] == sorted((v.row.created_at for v in views), reverse=True)
    (outage,) = oficialia.outages.pending(elena)
    assert outage.folios == tuple(row.folio for row in reversed(page.rows) if row.outage)
    proposal = oficialia.outages.proposal(elena, [outage.id])
    assert proposal.first_on == proposal.last_on
    assert oficialia.catalogs.now().calendar.hours_on(proposal.first_on)


def test_documents_of_many_kinds_some_with_warnings(oficialia: Oficialia) -> None:
    """PDF, Word, Excel, pictures, CSV, text and XML; some protected, empty, active or misnamed."""
    with oficialia.database.read() as session:
        documents = session.scalars(select(DocumentRow)).all()
    kinds = {d.media_type.rpartition("/")[2].rpartition(".")[2] for d in documents}
    assert kinds >= {"pdf", "document", "sheet", "jpeg", "png", "csv", "plain", "xml"}
    findings = {f["code"] for d in documents for f in d.findings}
    assert findings == {
        "password_protected",
        "empty",
        "active_content",
        "content_differs_from_extension",
    }


def actor(oficialia: Oficialia, username: str) -> Any:  # noqa: ANN401 - what sign-in answers
    """Sign a demo account in with its announced password."""
    password = {a.username: a.password for a in demo_credentials(oficialia.settings)}[username]
    token = oficialia.sign_in.with_password(username, password, SessionOrigin("192.0.2.1", "test")).token
    found = oficialia.sessions.actor(token, "192.0.2.1")
    assert found
    return found


@pytest.mark.parametrize("username", [a.username for a in demo_credentials(Settings())])
def test_the_announced_passwords_open_the_accounts(oficialia: Oficialia, username: str) -> None:
    """Each account signs in as itself."""
    assert actor(oficialia, username).username == username


@pytest.mark.parametrize(
    ("file", "account", "refusal"),
    [
        ("maria.nunez", "maria.nunez", ""),
        ("compania.ejemplo", "compania.ejemplo", ""),
        ("representante-de-la-compania", "compania.ejemplo", "company_signed_by_representative"),
        ("problema-otra-persona", "maria.nunez", "certificate_of_another_person"),
        ("problema-vencida", "maria.nunez", "certificate_expired"),
        ("problema-revocada", "maria.nunez", "certificate_revoked"),
        ("problema-csd", "compania.ejemplo", "certificate_is_csd"),
    ],
)
def test_each_efirma_is_good_or_bad_as_it_is_called(
    oficialia: Oficialia, file: str, account: str, refusal: str
) -> None:
    """Keys open with the announced password; the good ones are admitted, each other has its own refusal."""
    files = {p.name: p.read_bytes() for p in demo_efirma_files(oficialia.settings)}
    certificate = read_certificate(files[f"{file}.cer"])
    check_pair(certificate, read_private_key(files[f"{file}.key"], efirma_password(oficialia.settings)))
    rfc = {a.username: a.rfc for a in demo_credentials(oficialia.settings)}[account]
    caught = ""
    try:
        check_admissible(
            certificate,
            at=SystemClock().now(),
            account_rfc=Rfc(rfc),
            anchors=oficialia.anchors,
            revocation=oficialia.sending._verification.revocation,
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, its code is compared
        caught = getattr(error, "code", repr(error))
    assert caught == refusal


def test_a_second_loading_changes_nothing(settings: Settings, oficialia: Oficialia) -> None:
    """Started again, it says so and leaves every row and file as they were."""
    before = [(r.folio, r.version, r.status) for r in rows(oficialia)]
    cer = demo_efirma_files(settings)[0].read_bytes()
    again = load_demo(settings)
    assert again.already_there
    assert again.total == len(before)
    assert [(r.folio, r.version, r.status) for r in rows(oficialia)] == before
    assert demo_efirma_files(settings)[0].read_bytes() == cer


def counts(database_url: str) -> Mapping[str, int]:
    """Return how many rows the tables that only grow have."""
    database = Database(database_url)
    with database.read() as session:
        found = {t.__tablename__: len(session.scalars(select(t.id)).all()) for t in (PromocionRow, EventRow)}
    database.close()
    return found


def test_it_loads_and_resets_on_both_databases(
    short_story: Settings, database_url: str, tmp_path: Path
) -> None:
    """After a reset everything is there again and new; files that the demo did not make stay."""
    on_it = replace(short_story, home=tmp_path / "home", trust=tmp_path / "trust", database_url=database_url)
    assert load_demo(on_it).promociones == SHORT_END
    certificates = [p.read_bytes() for p in demo_efirma_files(on_it)]
    (on_it.home / "nota-del-operador.txt").write_text("mía", encoding="utf-8")
    made = counts(database_url)
    again = load_demo(on_it, reset=True)
    assert not again.already_there
    assert again.promociones == SHORT_END
    assert counts(database_url) == made
    assert [p.read_bytes() for p in demo_efirma_files(on_it)] != certificates
    assert (on_it.home / "nota-del-operador.txt").read_text(encoding="utf-8") == "mía"


def test_an_interrupted_loading_is_begun_again(
    short_story: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a crash left half-made is not taken for a demonstration."""
    fresh = replace(short_story, home=tmp_path, trust=tmp_path / "trust", database_url="")
    perform = Player.perform

    def crash(player: Player, step: Step) -> None:
        if step.verb is Verb.ACCEPT:
            raise KeyboardInterrupt
        perform(player, step)

    monkeypatch.setattr(Player, "perform", crash)
    with pytest.raises(KeyboardInterrupt):
        load_demo(fresh)
    monkeypatch.undo()
    again = load_demo(fresh)
    assert not again.already_there
    assert again.promociones == SHORT_END


def files(home: Path) -> dict[Path, bytes]:
    """Return every file below a home but the lock and SQLite's shared memory, which reading touches."""
    passing = {"demo.lock", "serving.lock", "oficialia.sqlite3-shm", "oficialia.sqlite3-wal"}
    return {p: p.read_bytes() for p in home.rglob("*") if p.is_file() and p.name not in passing}


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("database", ["oficialia.sqlite3", "otra.sqlite3"], ids=["accounts", "seal"])
def test_a_home_in_use_is_left_alone(short: Settings, database: str, reset: bool) -> None:
    """With somebody else's accounts, or only a seal and documents, it refuses and deletes nothing."""
    (short.home / "demo" / MARKER).unlink()
    in_use = replace(short, database_url=f"sqlite:///{short.home / database}")
    before = files(short.home)
    with pytest.raises(HomeIsNotDemo):
        load_demo(in_use, reset=reset)
    after = files(short.home)
    assert {path: after[path] for path in before} == before


def test_another_database_is_left_alone(short: Settings, sqlite_url: str) -> None:
    """A reset never empties a database that the home's demonstration was not loaded into."""
    other = Database(sqlite_url.replace("oficialia.sqlite3", "ajena.sqlite3"))
    migrate.upgrade(other)
    with pytest.raises(DemoIsInAnotherDatabase):
        load_demo(replace(short, database_url=str(other.engine.url)), reset=True)
    assert migrate.current(other) == migrate.head()
    other.close()


def test_a_served_home_is_not_emptied_and_a_home_being_loaded_is_not_served(short: Settings) -> None:
    """A reset waits for no server: it refuses, and everything is as it was; afterwards it may."""
    before = files(short.home)
    with served(short.home), served(short.home), pytest.raises(HomeIsServed):
        load_demo(short, reset=True)
    assert files(short.home) == before
    with unserved(short.home), pytest.raises(HomeIsBeingLoaded), served(short.home):
        pass
    with served(short.home):
        assert load_demo(short).already_there
    assert load_demo(short, reset=True).promociones == SHORT_END


def test_a_reset_asks_first(short: Settings) -> None:
    """Only the word deletes: not Enter, not «s»."""
    env = {"OFICIALIA_HOME": str(short.home), "OFICIALIA_DATA": str(short.data)}
    before = files(short.home)
    for typed in ("\n", "s\n", "no\n"):
        asked = CliRunner().invoke(app, ["demo", "--reset"], input=typed, env=env)
        assert asked.exit_code == 1
        assert f"Se borra todo lo que hay en la demostración de {short.home}" in asked.stdout
        assert "No se borró nada." in asked.stderr
    assert files(short.home) == before
    done = CliRunner().invoke(app, ["demo", "--reset"], input="borrar\n", env=env)
    assert done.exit_code == 0
    assert "quedó cargada" in done.stdout


def test_a_home_can_be_moved(short: Settings) -> None:
    """A copy of a loaded home, database inside, is the same demonstration elsewhere."""
    assert load_demo(short).already_there
    marker = json.loads((short.home / "demo" / MARKER).read_text(encoding="utf-8"))
    assert marker == {"state": "loaded", "database": "oficialia.sqlite3"}


def test_the_command_announces_what_there_is(settings: Settings, loaded: DemoSummary) -> None:
    """Accounts, passwords, e.firmas and counts are printed; a home in use ends it with 1 and a way out."""
    runner = CliRunner()
    shown = runner.invoke(app, ["demo"], env={"OFICIALIA_HOME": str(settings.home)})
    assert shown.exit_code == 0
    assert f"Promociones: {loaded.total}" in shown.output
    for account in loaded.accounts:
        assert account.username in shown.output
        assert account.password in shown.output
    assert str(loaded.efirmas) in shown.output
    env = {"OFICIALIA_HOME": str(settings.home), "OFICIALIA_DATABASE_URL": f"sqlite:///{settings.home}/x.db"}
    refused = runner.invoke(app, ["demo", "--reset", "--yes"], env=env)
    assert refused.exit_code == 1
    assert "No se cambió ni se borró nada" in refused.output
