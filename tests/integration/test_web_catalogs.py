"""What catalogues give outside their page: files, notices and the institution's data on our own pages."""

import tomllib
from typing import Any

import pytest
from starlette.types import ASGIApp

from core.domain.catalog_changes import with_row
from core.domain.editions import CatalogName
from core.services.catalog_checks import CatalogNotAdmitted
from tests.browsing import Browser
from tests.offices import House

INSTITUCION, NOTICES = CatalogName.INSTITUCION, CatalogName.NOTICES
NOTICE: dict[str, Any] = {"text": "Sin servicio el sábado\n<b>de 8 a 10</b>", "level": "warning"}


def _save(house: House, name: CatalogName, document: dict[str, Any]) -> None:
    keeping, elena = house.oficialia.catalog_keeping, house.actor("elena")
    number = keeping.edition(elena, name).number
    keeping.save_document(elena, name, document, number, "Lo pide el acuerdo")


def _announce(house: House, code: str, **changes: object) -> None:
    document = house.oficialia.catalog_keeping.document(house.actor("elena"), NOTICES)
    row = {"code": code, **NOTICE, "audience": "public", **changes}
    _save(house, NOTICES, with_row(document, NOTICES, row))


def test_an_edition_is_downloaded_to_the_letter(house: House, app: ASGIApp) -> None:
    """The shipped file comes with its comments, a saved edition as it was saved; others get neither."""
    elena = Browser(app)
    elena.sign_in("elena")
    shipped = elena.get("/api/catalogos/labels/0.toml")
    path = house.oficialia.settings.data / "catalogs" / "labels.toml"
    assert shipped.text == path.read_text(encoding="utf-8")
    assert shipped.headers["content-disposition"].startswith('attachment; filename="labels-0.toml"')
    assert shipped.headers["cache-control"] == "private, no-store"
    _announce(house, "A")
    saved = tomllib.loads(elena.get("/api/catalogos/notices/1.toml").text)
    assert [row["code"] for row in saved["notices"]] == ["A"]
    assert elena.get("/api/catalogos/labels/9.toml").status_code == 404
    assert elena.get("/api/catalogos/otro/0.toml").status_code == 404
    lucia = Browser(app)
    lucia.sign_in("lucia")
    assert lucia.get("/api/catalogos/labels/0.toml").status_code == 403


def test_our_own_pages_show_what_the_public_is_told(house: House, app: ASGIApp) -> None:
    """As plain text, the gravest first, and nothing that is for those inside or not yet."""
    _announce(house, "A")
    _announce(house, "B", text="Fuera de servicio", level="error")
    _announce(house, "C", text="Solo promoventes", audience="filers")
    _announce(house, "D", text="Todavía no", valid_from=house.clock.at.date().replace(year=2199))
    shown = Browser(app).get("/entrar").text
    assert "<p>Sin servicio el sábado</p><p>&lt;b&gt;de 8 a 10&lt;/b&gt;</p>" in shown
    assert shown.index("Fuera de servicio") < shown.index("Sin servicio el sábado")
    assert "Solo promoventes" not in shown
    assert "Todavía no" not in shown


def test_the_institutions_data_are_new_at_once(house: House, app: ASGIApp) -> None:
    """The sign-in page says the new address; what nobody could use is refused and changes nothing."""
    document = house.oficialia.catalog_keeping.document(house.actor("elena"), INSTITUCION)
    _save(house, INSTITUCION, {**document, "address": ["Avenida Nueva 100, colonia Centro"]})
    assert "Avenida Nueva 100" in Browser(app).get("/entrar").text
    for change in (
        {"phones": ["llame"]},
        {"address": ["x"]},
        {"support": [{"name": "Mesa", "email": "mesa@"}]},
    ):
        with pytest.raises(CatalogNotAdmitted):
            _save(house, INSTITUCION, {**document, **change})
    assert house.oficialia.catalogs.institucion().phones == tuple(document["phones"])
