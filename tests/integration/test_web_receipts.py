"""Receipts, evidence packages, exports, the public verification and the demo's downloads over HTTP."""

import csv
import io
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from starlette.types import ASGIApp

from console.demo.accounts import demo_efirmas
from console.web.exports import _EXPORTS
from console.web.receipts import _PACKAGES
from core.domain.calendar_edits import with_closure
from core.domain.closures import Closure, ClosureKind
from core.domain.exporting import USUAL_COLUMNS, Scope, Selection, SheetKind, TableStyle, TableWords
from core.domain.queue import Tab
from core.receipts.refusals import DocumentDiffersFromManifest
from core.services.spreadsheets import neutralise
from tests.browsing import Browser, serving
from tests.offices import REJECTION, House, opened


def _signed_in(app: ASGIApp, username: str) -> Browser:
    browser = Browser(app)
    browser.sign_in(username)
    return browser


def test_a_receipt_is_its_filers_and_staffs(house: House, app: ASGIApp) -> None:
    """The same bytes for both, under a telling name, in no shared cache; for others there is none."""
    promocion_id = house.accepted()
    folio = house.load(promocion_id).folio
    acuse = house.oficialia.filing.view(house.ana, promocion_id).acuses[1]
    answers = [_signed_in(app, who).get(f"/api/acuses/{acuse.id}.pdf") for who in ("ana", "lucia", "elena")]
    assert len({a.content for a in answers}) == 1
    assert answers[0].content.startswith(b"%PDF-")
    assert (
        answers[0]
        .headers["content-disposition"]
        .startswith(f'attachment; filename="acuse-recepcion-{folio}.pdf"')
    )
    assert answers[0].headers["cache-control"] == "private, no-store"
    juan = _signed_in(app, "juan")
    refused, absent = juan.get(f"/api/acuses/{acuse.id}.pdf"), juan.get("/api/acuses/999.pdf")
    assert (refused.status_code, refused.json()) == (404, absent.json())


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_package_verifies_without_us(house: House, app: ASGIApp, tmp_path: Path) -> None:
    """What is downloaded satisfies sha256sum and openssl, with nothing of this product at hand."""
    promocion_id = house.draft()
    house.attach(promocion_id, "Año 2026 – Ñ.txt", b"Escrito\n")
    house.attach(promocion_id, "100 % anexo.txt", b"Anexo\n")
    house.sign(promocion_id)
    house.send(promocion_id)
    answer = _signed_in(app, "ana").get(f"/api/promociones/{promocion_id}/paquete.zip")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path / "bag")
    (bag,) = (tmp_path / "bag").iterdir()
    assert bag.name == house.load(promocion_id).folio
    checked = _run(bag, "sha256sum", "-c", "--strict", "manifest-sha256.txt")
    assert checked.count(": OK") + checked.count(": La suma coincide") == 3
    names = {p.name for p in bag.rglob("*") if p.is_file()}
    cms, authority = (
        next(n for n in names if n.endswith(".p7s")),
        next(n for n in names if n.endswith(".pem")),
    )
    found = {p.name: str(p.relative_to(bag)) for p in bag.rglob("*")}
    _run(
        bag,
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", found[cms]),
        *("-content", "manifest-sha256.txt", "-CAfile", found[authority], "-partial_chain"),
        *("-purpose", "any", "-no_check_time", "-out", "/dev/null"),
    )
    assert "acuse-envio.pdf" in names
    assert _signed_in(app, "juan").get(f"/api/promociones/{promocion_id}/paquete.zip").status_code == 404
    assert _signed_in(app, "ana").get(f"/api/promociones/{house.signed()}/paquete.zip").status_code == 404


def test_a_package_of_spoilt_documents_is_not_made(house: House, app: ASGIApp) -> None:
    """Evidence with other bytes than the signed ones never leaves."""
    promocion_id = house.sent()
    house.document_path(promocion_id).write_bytes(b"otra cosa")
    answer = _signed_in(app, "lucia").get(f"/api/promociones/{promocion_id}/paquete.zip")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "document_differs_from_manifest"


def test_a_package_that_is_cut_short_opens_nowhere(house: House, app: ASGIApp) -> None:
    """A large document that was altered is found while it is being sent: the connection breaks."""
    promocion_id = house.draft()
    house.attach(promocion_id, "grande.bin", bytes(5 * 1024 * 1024))
    house.sign(promocion_id)
    house.send(promocion_id)
    house.document_path(promocion_id).write_bytes(bytes(5 * 1024 * 1024 - 1) + b"x")
    with pytest.raises(DocumentDiffersFromManifest):
        _signed_in(app, "ana").get(f"/api/promociones/{promocion_id}/paquete.zip")


def test_two_packages_are_sent_at_once_and_one_to_each(house: House, app: ASGIApp) -> None:
    """The third is asked to wait, with 503 and the catalogue's sentences; every end frees its place."""
    path = f"/api/promociones/{house.sent()}/paquete.zip"
    ana = _signed_in(app, "ana")
    _PACKAGES.take(house.ana.account_id)
    try:
        own = ana.get(path)
        assert (own.status_code, own.json()["error"]["code"]) == (503, "packages_are_busy")
        assert _signed_in(app, "lucia").get(path).status_code == 200
        _PACKAGES.take(house.mario.account_id)
        assert _signed_in(app, "lucia").get(path).status_code == 503
    finally:
        _PACKAGES.give_back(house.ana.account_id)
        _PACKAGES.give_back(house.mario.account_id)
    missing = ana.get("/api/promociones/999/paquete.zip")
    assert [missing.status_code, *(ana.get(path).status_code for _ in range(3))] == [404, 200, 200, 200]


FORMULA = '=HYPERLINK("https://evil.example","clic")'


def _close_two(house: House) -> None:
    house.accepted(procedimiento=FORMULA)
    rejected_id = house.taken(procedimiento="@SUM(1+1)*cmd|' /C calc'!A0")
    text = "-2+3\x0b en la página 3\n=1+1"
    house.oficialia.deciding.reject(house.lucia, rejected_id, replace(REJECTION, text=text))


def test_the_closed_list_as_csv_holds_no_formula(house: House, app: ASGIApp) -> None:
    """No cell begins like one, quotes and line ends survive, and Excel is told that it is UTF-8."""
    _close_two(house)
    answer = _signed_in(app, "elena").get("/api/exportar/cerradas.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"].startswith('attachment; filename="cerradas-2026-11-23.csv"')
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert sorted(r["Estado"] for r in rows) == ["Aceptada", "Rechazada"]
    cells = [cell for row in rows for cell in row.values()]
    assert [c for c in cells if c.lstrip().startswith(("=", "+", "-", "@"))] == []
    assert "'" + FORMULA in cells
    accepted = next(r for r in rows if r["Estado"] == "Aceptada")
    assert (accepted["Número de oficialía"], accepted["Resolvió"]) == ("OP-2026-000001", house.lucia.name)


def test_the_closed_list_as_xlsx_holds_texts_only(house: House, app: ASGIApp) -> None:
    """What was typed is a string whatever it looks like, also where staff pasted control characters."""
    _close_two(house)
    answer = _signed_in(app, "lucia").get("/api/exportar/cerradas.xlsx?buscar=SUM")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {c.data_type for c in cells} == {"s", "n", "d"}
    assert sheet.max_row == 2
    assert any(str(c.value).startswith("'@SUM") for c in cells)


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "\n=1", "\u00a0=1", "\uff1d1", " \uff20x"]
)
def test_whatever_begins_a_formula_is_neutralised(text: str) -> None:
    """Also behind blanks, which spreadsheets drop; plain text is left as it is."""
    assert neutralise(text) == f"'{text}"
    assert neutralise("EXP-01=2020") == "EXP-01=2020"
    assert neutralise("") == ""


def test_exports_are_staffs(house: House, app: ASGIApp) -> None:
    """A filer exports nothing, and what is no kind of export is not understood."""
    promocion_id = house.accepted()
    ana, elena = _signed_in(app, "ana"), _signed_in(app, "elena")
    marked = f"id={promocion_id}"
    for path in (
        "cerradas.csv",
        "cerradas.xlsx",
        f"marcadas.csv?{marked}",
        "dia.csv",
        f"acuses.zip?{marked}",
    ):
        assert ana.get(f"/api/exportar/{path}").status_code == 403
        assert elena.get(f"/api/exportar/{path}").status_code == 200
    for path in ("cerradas.ods", "otras.csv", "marcadas.csv", "marcadas.csv?id=x", "preparado/x.csv"):
        assert elena.get(f"/api/exportar/{path}").status_code in {404, 422}
    hostile = elena.get(
        "/api/exportar/cerradas.csv", params={"buscar": "\x00%_", "tras": "x", "persona": "9" * 30}
    )
    assert (hostile.status_code, hostile.json()["error"]["code"]) == (422, "nothing_to_export")


def test_an_export_is_narrowed_as_its_list_and_has_the_columns_asked_for(house: House, app: ASGIApp) -> None:
    """The address of the closed view with ``columnas``; a list of anything else is one of the queue's."""
    _close_two(house)
    house.sent(procedimiento="Sigue abierta")
    lucia = _signed_in(app, "lucia")

    def rows(query: str) -> list[list[str]]:
        content = lucia.get(f"/api/exportar/cerradas.csv?{query}").content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(content, newline="")))

    assert rows("estado=aceptada&columnas=status,folio,inventada")[0] == ["Estado", "Folio"]
    assert [r[0] for r in rows("columnas=status")] == ["Estado", "Rechazada", "Aceptada"]
    assert [r[0] for r in rows("causa=FALTA-ANEXO&columnas=status")[1:]] == ["Rechazada"]
    assert rows(f"resueltas_desde=2026-11-22&persona={house.lucia.account_id}&columnas=folio")[2:]
    assert [r[0] for r in rows("lista=por_tomar&columnas=procedimiento")[1:]] == ["Sigue abierta"]


def test_two_exports_are_sent_at_once_and_one_to_each(house: House, app: ASGIApp) -> None:
    """The third is asked to wait; every end, also a refusal, frees its place."""
    house.accepted()
    lucia = _signed_in(app, "lucia")
    _EXPORTS.take(house.lucia.account_id)
    try:
        assert lucia.get("/api/exportar/cerradas.csv").status_code == 503
    finally:
        _EXPORTS.give_back(house.lucia.account_id)
    found = [
        lucia.get(f"/api/exportar/cerradas.csv?buscar={s}").status_code for s in ("nada", "", "nada", "")
    ]
    assert found == [422, 200, 422, 200]


def test_a_prepared_table_is_fetched_by_its_maker(house: House, app: ASGIApp) -> None:
    """With its own name and in no shared cache; another clerk finds nothing."""
    house.accepted()
    everything = Selection(Scope.LIST, house.oficialia.queue.query(house.lucia, Tab.ALL))
    style = TableStyle(SheetKind.CSV, USUAL_COLUMNS, TableWords({}))
    made = house.oficialia.exporting.prepare(house.lucia, everything, style, "cerradas-2026-11-22.csv")
    path = f"/api/exportar/preparado/{made.token}"
    answer = _signed_in(app, "lucia").get(path)
    assert len(answer.content) == made.size_bytes
    assert "cerradas-2026-11-22.csv" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert _signed_in(app, "mario").get(path).status_code == 404


def test_receipts_of_a_selection_come_as_a_zip(house: House, app: ASGIApp) -> None:
    """The last paper of each, once; a draft among them is not found; odd selections are not understood."""
    accepted_id, sent_id, draft_id = house.accepted(), house.sent(), house.draft()
    lucia = _signed_in(app, "lucia")
    ids = {"id": [accepted_id, sent_id, accepted_id]}
    answer = lucia.get("/api/exportar/acuses.zip", params=ids)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        assert all(archive.read(n).startswith(b"%PDF-") for n in names[:2])
    folios = [house.load(i).folio for i in (accepted_id, sent_id)]
    assert names[:2] == [f"acuse-recepcion-{folios[0]}.pdf", f"acuse-envio-{folios[1]}.pdf"]
    whole = lucia.get("/api/exportar/acuses.zip?lista=cerradas&envio=1")
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert [n.rpartition("-")[0][:11] for n in archive.namelist()[:2]] == ["acuse-envio", "acuse-recep"]
    assert lucia.get("/api/exportar/acuses.zip", params={"id": [draft_id]}).status_code == 404
    for wrong in (
        "",
        "id=x",
        "id=-1",
        "id=\u0661",
        "id=" + "9" * 5000,
        "&".join(f"id={n}" for n in range(501)),
    ):
        assert lucia.get(f"/api/exportar/acuses.zip?{wrong}").status_code == 422
    assert lucia.get(f"/api/exportar/acuses.zip?id={10**30}").status_code == 404


def test_anybody_verifies_a_receipt_and_learns_nothing_of_its_content(house: House, app: ASGIApp) -> None:
    """Folio, kind, number, instants and the manifest's digest; no name, title, RFC or document."""
    promocion_id = house.accepted(descripcion="asunto reservado")
    envio = house.oficialia.filing.view(house.ana, promocion_id).acuses[0]
    page = Browser(app).get(f"/verificar/{envio.code.lower()}")
    assert page.status_code == 200
    for shown in (house.load(promocion_id).folio, "Acuse de envío", "Aceptada"):
        assert shown in page.text
    assert envio.record["manifest_sha256"] in page.text
    for hidden in (
        house.ana.name,
        str(house.ana.rfc),
        "Denuncia",
        "reservado",
        "escrito.txt",
        house.lucia.name,
    ):
        assert hidden not in page.text
    assert Browser(app).get("/verificar", params={"codigo": f" {envio.code} "}).status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_decree_for_some_procedures_tells_nobody_of_which_a_filing_is(house: House, app: ASGIApp) -> None:
    """The existence of some is secret: whoever has a code learns the day and that days were skipped, no more."""
    promocion_id = house.sent()
    envio = house.oficialia.filing.view(house.ana, promocion_id).acuses[0]
    elena, desk = house.actor("elena"), house.oficialia.calendar_desk
    found, sent_on = desk.in_force(elena), house.clock.at.date()
    decree = Closure(
        sent_on,
        ClosureKind.SUSPENSION,
        "Suspensión de inmunidad",
        "prueba",
        frozenset({house.load(promocion_id).fields.tipo_procedimiento}),
    )
    desk.save(elena, with_closure(found.calendar, decree), found.edition, "Lo decretó el Pleno.")
    filed = house.load(promocion_id)
    assert filed.filed_facts["legal_basis"].startswith("Suspensión de inmunidad")
    page = Browser(app).get(f"/verificar/{envio.code}")
    assert f"{filed.filed_on:%d/%m/%Y}" in page.text
    assert "inmunidad" not in page.text


def test_codes_that_nobody_gave_are_no_receipts(app: ASGIApp) -> None:
    """404 with the code as typed, escaped and cut; nothing fails."""
    for code in ("AAAA", "\x00", "%", "<script>alert(1)</script>", "x" * 5000, "😀"):
        page = Browser(app).get("/verificar", params={"codigo": code})
        assert (page.status_code, "<script>" in page.text) == (404, False)
    assert Browser(app).get("/verificar").status_code == 200


def test_the_demos_efirmas_are_there_in_demo_mode_only(tmp_path: Path) -> None:
    """Out of demo mode nobody gets them, signed in or not; in it, only files of the demonstration."""
    folder = tmp_path / "home" / "demo" / "efirmas"
    folder.mkdir(parents=True)
    with opened(tmp_path / "home") as house, serving(house) as app:
        assert Browser(app).get("/demo/efirmas/x.cer").status_code == 303
        assert _signed_in(app, "ana").get("/demo/efirmas/x.cer").status_code == 404
        assert "Demostración" not in Browser(app).get("/entrar").text
    with opened(tmp_path / "home", migrated=False, demo=True) as house, serving(house) as app:
        name = f"{demo_efirmas(house.oficialia.settings)[0].file}.cer"
        (folder / name).write_bytes(b"certificado")
        (folder / "ajeno.key").write_bytes(b"secreto")
        assert Browser(app).get(f"/demo/efirmas/{name}").content == b"certificado"
        for other in ("ajeno.key", "..%2f..%2foficialia.sqlite3", "no.cer"):
            assert Browser(app).get(f"/demo/efirmas/{other}").status_code in {303, 404}
        assert name in Browser(app).get("/entrar").text


def test_health_says_when_the_database_is_not_ours(house: House, app: ASGIApp) -> None:
    """200 while everything stands, 500 with a reference when the database is of another version."""
    assert Browser(app).get("/salud").json() == {"status": "ok"}
    with house.oficialia.database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert Browser(app).get("/salud").status_code == 500
