"""Tables and bundles that leave: what is in them, who is written down, and what is left when they fail."""

import csv
import hashlib
import io
import os
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pytest
from sqlalchemy import update

from console.export_words import bundle_words, table_words
from core.domain.editions import CatalogName
from core.domain.event import Event
from core.domain.exporting import (
    DAY_COLUMNS,
    MOST_MARKED,
    Column,
    NothingToExport,
    Scope,
    Selection,
    SheetKind,
    TableStyle,
    TooMuchToExport,
    columns_named,
)
from core.domain.people import Actor
from core.domain.queue import StateFilter, Tab
from core.domain.reading import ReadingQuery, Thing
from core.errors import NotFound
from core.storage.document_store import BytesAreMissing
from core.storage.tables import AcuseRow, PromocionRow
from tests.offices import REJECTION, House, opened


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine whose receipts take no time."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with opened(tmp_path / "home", database_url) as built, fast:
        yield built


def _style(kind: SheetKind, *columns: Column) -> TableStyle:
    return TableStyle(kind, columns or tuple(Column), table_words())


def _closed(house: House, actor: Actor, **changes: object) -> Selection:
    query = house.oficialia.queue.query(actor, Tab.CLOSED)
    return Selection(Scope.LIST, replace(query, sort="decided_at", descending=True, **changes))  # type: ignore[arg-type]  # fields of the query


def _csv(house: House, actor: Actor, selection: Selection, *columns: Column) -> list[dict[str, str]]:
    out = io.BytesIO()
    house.oficialia.exporting.table(actor, selection, _style(SheetKind.CSV, *columns), out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))


def _rejected(house: House, clerk: str = "lucia", **changes: str) -> int:
    promocion_id = house.taken(clerk, **changes)
    rejection = replace(REJECTION, document="escrito.txt", page=None)
    house.oficialia.deciding.reject(house.actor(clerk), promocion_id, rejection)
    return promocion_id


def _exports(house: House) -> list[Event]:
    events = house.oficialia.auditing.latest(house.actor("elena"), limit=500)
    return [e for e in events if e.action.startswith("export")]


def test_a_list_says_what_was_decided_in_words(house: House) -> None:
    """Every column, newest decision first; codes of status, type, ground and checks are words of the catalogues."""
    accepted_id = house.accepted()
    house.clock.advance(minutes=5)
    _rejected(house)
    rejected, accepted = _csv(house, house.lucia, _closed(house, house.lucia))
    assert (accepted["Estado"], rejected["Estado"]) == ("Aceptada", "Rechazada")
    assert accepted["Folio"] == house.load(accepted_id).folio
    assert accepted["Número de oficialía"] == "OP-2026-000001"
    assert accepted["Tipo de procedimiento"] == "Denuncia"
    assert (accepted["Firma"], accepted["Revocación"]) == ("Válida", "Vigente")
    assert rejected["Causa"] == house.oficialia.catalogs.now().ground(REJECTION.ground).title  # type: ignore[union-attr]  # it is there
    assert rejected["Fundamento"]
    assert (rejected["Motivo"], rejected["Documento"]) == (REJECTION.text, "escrito.txt")
    assert rejected["Resuelta (America/Mexico_City)"].count("/") == 2
    assert rejected["Lectura"] == "0 de 1 documentos completos; 0 de 1 páginas"


def test_what_was_filed_and_decided_keeps_the_words_of_then(house: House) -> None:
    """Type, ground and basis are renamed afterwards: the rows of before say what they said, the next ones the new."""
    _rejected(house)
    house.clock.advance(days=1)
    keeping, elena = house.oficialia.catalog_keeping, house.actor("elena")
    for name, key, code, values in (
        (
            CatalogName.GROUNDS,
            "grounds",
            REJECTION.ground,
            {"title": "Otra causa", "legal_basis": "Otra norma"},
        ),
        (CatalogName.PROCEDURE_TYPES, "procedure_types", "DEN", {"name": "Otro tipo"}),
    ):
        document = keeping.document(elena, name)
        row = next(row for row in document[key] if row["code"] == code)
        row.update(values)
        keeping.save_document(elena, name, document, 0, "Acuerdo de prueba")
    house.clock.advance(days=1)
    _rejected(house)
    later, before = _csv(house, house.lucia, _closed(house, house.lucia))
    said = ("Tipo de procedimiento", "Causa", "Fundamento")
    assert [later[heading] for heading in said] == ["Otro tipo", "Otra causa", "Otra norma"]
    assert before["Tipo de procedimiento"] == "Denuncia"
    assert {before["Causa"], before["Fundamento"]}.isdisjoint({"Otra causa", "Otra norma", ""})


def test_the_list_is_what_its_filters_leave(house: House) -> None:
    """By outcome, by who decided, by ground, and by the instants of the decision."""
    house.accepted()
    _rejected(house, "mario")
    now = house.clock.now()
    house.clock.advance(days=2)
    _rejected(house)

    def count(**changes: object) -> int:
        return house.oficialia.exporting.count(house.lucia, _closed(house, house.lucia, **changes))

    assert count() == 3
    assert (count(state=StateFilter.ACCEPTED), count(state=StateFilter.REJECTED)) == (1, 2)
    assert count(person=house.mario.account_id) == 1
    assert (count(ground=REJECTION.ground), count(ground="OTRA")) == (2, 0)
    assert (count(decided_since=now), count(decided_before=now)) == (3, 0)
    house.clock.advance(days=-1)
    assert count(decided_since=house.clock.now()) == 1


def test_xlsx_keeps_dates_numbers_and_texts_apart(house: House) -> None:
    """A date sorts as one, a count adds up, and a text is a text, whatever it looks like."""
    house.accepted(procedimiento="=1+1", descripcion="x")
    out = io.BytesIO()
    style = _style(SheetKind.XLSX, Column.PROCEDIMIENTO, Column.DOCUMENTS, Column.DECIDED_AT, Column.FILED_ON)
    assert house.oficialia.exporting.table(house.lucia, _closed(house, house.lucia), style, out) == 1
    sheet = openpyxl.load_workbook(out).worksheets[0]
    title, row = list(sheet.iter_rows())
    assert [cell.value for cell in title][2] == "Resuelta (America/Mexico_City)"
    assert [cell.data_type for cell in row] == ["s", "n", "d", "d"]
    assert (row[0].value, row[1].value) == ("'=1+1", 1)
    assert isinstance(row[2].value, datetime)
    assert row[2].number_format == "dd/mm/yyyy hh:mm:ss"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D2")


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "\x01\x0bcontrol", "x" * 40_000, "12/11/2026"])
def test_xlsx_holds_whatever_text(house: House, text: str) -> None:
    """What Excel calls an error, what XML cannot hold, more than a cell holds: a text, cut where it must be."""
    promocion_id = house.sent()
    with house.oficialia.database.write() as session:
        session.execute(update(PromocionRow).where(PromocionRow.id == promocion_id).values(ground_text=text))
    out = io.BytesIO()
    marked = Selection(Scope.MARKED, ids=(promocion_id,))
    style = _style(SheetKind.XLSX, Column.FOLIO, Column.GROUND_TEXT)
    house.oficialia.exporting.table(house.lucia, marked, style, out)
    cell = openpyxl.load_workbook(out).worksheets[0]["B2"]
    assert (cell.data_type, cell.value) == ("s", text.lstrip("\x01\x0b")[:32_767])


def test_the_day_is_what_somebody_decided_today(house: House) -> None:
    """Of a clerk their own, of a supervisor everybody's; nothing of yesterday; in the order of the day."""
    house.accepted()
    house.clock.advance(days=1)
    accepted_id = house.accepted()
    house.clock.advance(minutes=1)
    _rejected(house)
    _rejected(house, "mario")
    own = _csv(house, house.lucia, Selection(Scope.DAY), *DAY_COLUMNS)
    assert [row["Estado"] for row in own] == ["Aceptada", "Rechazada"]
    assert own[0]["Folio"] == house.load(accepted_id).folio
    assert own[0]["Número de oficialía"] == "OP-2026-000002"
    assert own[1]["Motivo"] == REJECTION.text
    assert own[1]["Lectura"].startswith("0 de 1")
    everybodys = _csv(house, house.actor("elena"), Selection(Scope.DAY), *DAY_COLUMNS)
    assert [row["Resolvió"] for row in everybodys] == [house.lucia.name, house.lucia.name, house.mario.name]
    house.clock.advance(days=1)
    with pytest.raises(NothingToExport):
        _csv(house, house.lucia, Selection(Scope.DAY))


def test_the_log_says_who_took_what_and_how_much(house: House) -> None:
    """Tables, the day and bundles, with their filters, written before the first byte; a refusal writes nothing."""
    promocion_id = house.accepted()
    o = house.oficialia
    list_ = replace(_closed(house, house.lucia), filters="estado=aceptada")
    _csv(house, house.lucia, list_)
    _csv(house, house.actor("elena"), Selection(Scope.DAY))
    o.bundling.receipts(
        house.lucia, Selection(Scope.MARKED, ids=(promocion_id,)), bundle_words(), io.BytesIO()
    )
    bundle, day, table = _exports(house)
    assert dict(table.facts) == {
        "scope": "list", "rows": 1, "sheet": "csv", "columns": len(Column), "filters": "estado=aceptada",
    }  # fmt: skip
    assert (day.actor_name, day.facts["scope"]) == (house.actor("elena").name, "day")
    assert (bundle.action, dict(bundle.facts)) == ("export_receipts", {"scope": "marked", "rows": 1})
    with pytest.raises(NothingToExport):
        _csv(house, house.lucia, _closed(house, house.lucia, search="nada así"))
    assert len(_exports(house)) == 3


def test_what_was_marked_is_all_there_or_nothing_leaves(house: House) -> None:
    """A draft, a number that is none, more than anybody marks; twice the same is once."""
    sent_id, draft_id = house.sent(), house.draft()
    marked = Selection(Scope.MARKED, ids=(sent_id, sent_id))
    assert len(_csv(house, house.lucia, marked)) == 1
    for ids in ((sent_id, draft_id), (sent_id, 10**30)):
        with pytest.raises(NotFound):
            _csv(house, house.lucia, Selection(Scope.MARKED, ids=ids))
    with pytest.raises(TooMuchToExport):
        _csv(house, house.lucia, Selection(Scope.MARKED, ids=tuple(range(1, MOST_MARKED + 2))))
    assert len(_exports(house)) == 1


def test_more_than_a_table_holds_is_refused_in_words(house: House) -> None:
    """Never cut short without a word."""
    house.accepted()
    house.accepted()
    with patch("core.services.exporting.MOST_ROWS", 1), pytest.raises(TooMuchToExport) as refused:
        _csv(house, house.lucia, _closed(house, house.lucia))
    assert dict(refused.value.facts) == {"most": 1, "count": 2}


def test_a_prepared_table_is_its_makers_for_an_hour(house: House) -> None:
    """Told how far it is; another clerk, a crooked token and a later hour find nothing; it is swept away."""
    house.accepted()
    o, told = house.oficialia, list[tuple[int, int]]()
    style, closed = _style(SheetKind.XLSX), _closed(house, house.lucia)
    made = o.exporting.prepare(house.lucia, closed, style, "cerradas.xlsx", lambda *done: told.append(done))
    assert told == [(0, 1), (1, 1)]
    path = o.exporting.prepared(house.lucia, made.token)
    assert (path.name, path.stat().st_size, made.rows) == ("cerradas.xlsx", made.size_bytes, 1)
    assert path.parent.stat().st_mode & 0o077 == 0
    for actor, token in ((house.mario, made.token), (house.lucia, "../" * 16), (house.lucia, "0" * 48)):
        with pytest.raises(NotFound):
            o.exporting.prepared(actor, token)
    long_ago = time.time() - 3_601
    os.utime(path.parent, (long_ago, long_ago))
    with pytest.raises(NotFound):
        o.exporting.prepared(house.lucia, made.token)
    assert (o.exporting.sweep(), path.exists()) == (1, False)


@pytest.mark.parametrize("kind", list(SheetKind))
def test_a_table_given_up_half_way_leaves_nothing_behind(
    house: House, kind: SheetKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever leaves the screen while it is prepared leaves no file, not even openpyxl's own."""
    house.accepted()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))

    def leave(done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    style = _style(kind)
    with pytest.raises(KeyboardInterrupt):
        house.oficialia.exporting.prepare(house.lucia, _closed(house, house.lucia), style, "x", leave)
    left = [p for p in (house.oficialia.settings.home / "exports").rglob("*") if p.is_file()]
    assert left + list((tmp_path / "temporary").iterdir()) == []


def _bundle(house: House, selection: Selection, *, every: bool = False) -> zipfile.ZipFile:
    out = io.BytesIO()
    house.oficialia.bundling.receipts(house.lucia, selection, bundle_words(), out, every=every)
    return zipfile.ZipFile(out)


def test_a_bundle_says_what_is_in_it_and_can_be_checked(house: House) -> None:
    """The decision's receipt of each, the acuse de envío where there is none, a list and digests of all."""
    accepted_id, rejected_id, sent_id = house.accepted(), _rejected(house), house.sent()
    archive = _bundle(house, Selection(Scope.MARKED, ids=(accepted_id, rejected_id, sent_id)))
    folios = [house.load(i).folio for i in (accepted_id, rejected_id, sent_id)]
    names = [f"{kind}-{folio}.pdf" for kind, folio in zip(
        ("acuse-recepcion", "constancia-rechazo", "acuse-envio"), folios, strict=True
    )]  # fmt: skip
    assert archive.namelist() == [*names, "indice.csv", "manifest-sha256.txt"]
    lines = archive.read("manifest-sha256.txt").decode().splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    assert sums == {n: hashlib.sha256(archive.read(n)).hexdigest() for n in (*names, "indice.csv")}
    index = list(csv.DictReader(io.StringIO(archive.read("indice.csv").decode("utf-8-sig"))))
    assert [(row["Folio"], row["Papel"]) for row in index] == list(
        zip(folios, ("Acuse de recepción", "Constancia de rechazo", "Acuse de envío"), strict=True)
    )
    assert {row["Situación"] for row in index} == {"Vigente"}
    every = _bundle(house, Selection(Scope.MARKED, ids=(accepted_id,)), every=True)
    assert [n.partition("-PRO")[0] for n in every.namelist()[:2]] == ["acuse-envio", "acuse-recepcion"]


def test_replaced_receipts_are_marked_and_clash_with_nothing(house: House) -> None:
    """A replaced one, its successor of the same kind, and one of a promoción that was reopened since."""
    promocion_id = house.accepted()
    with house.oficialia.database.write() as session:
        old = session.query(AcuseRow).filter_by(promocion_id=promocion_id, kind="recepcion").one()
        new = AcuseRow(
            promocion_id=promocion_id, kind="recepcion", code="OTRA", record=old.record,
            issued_at=house.clock.now(), pdf_sha256=old.pdf_sha256, edition=2,
        )  # fmt: skip
        session.add(new)
        session.flush()
        old.replaced_by = new.id
    folio = house.load(promocion_id).folio
    archive = _bundle(house, Selection(Scope.MARKED, ids=(promocion_id,)))
    names = [f"acuse-recepcion-{folio}-sustituido.pdf", f"acuse-recepcion-{folio}-2.pdf"]
    assert archive.namelist()[:2] == names
    index = csv.DictReader(io.StringIO(archive.read("indice.csv").decode("utf-8-sig")))
    assert [row["Situación"] for row in index] == ["Sustituido por uno posterior", "Vigente"]


def test_a_bundle_leaves_a_line_of_reading_for_each(house: House) -> None:
    """Written before the bytes, once in a quarter of an hour."""
    ids = (house.accepted(), house.accepted())
    for _ in range(2):
        _bundle(house, Selection(Scope.MARKED, ids=ids))
    lines = house.oficialia.readings.latest(house.actor("elena"), ReadingQuery())
    assert [line.what for line in lines].count(Thing.ACUSE) == 2


def test_a_bundle_of_a_spoilt_receipt_opens_nowhere(house: House) -> None:
    """What fails half-way has no directory: no program takes it for whole."""
    ids = (house.accepted(), house.accepted())
    acuse = house.oficialia.filing.view(house.ana, ids[1]).acuses[1]
    house.oficialia.store.local_path(acuse.pdf_sha256).write_bytes(b"otra cosa")
    out = io.BytesIO()
    with pytest.raises(BytesAreMissing):
        house.oficialia.bundling.receipts(house.lucia, Selection(Scope.MARKED, ids=ids), bundle_words(), out)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(out)


def test_columns_are_those_that_exist() -> None:
    """Each once, in the order in which they were chosen; what is no column is left out."""
    assert columns_named(["folio", "x", "status", "folio", ""]) == (Column.FOLIO, Column.STATUS)
