"""The board's tables and papers as they leave: for whom, of what, and nothing of an address printed on them."""

import csv
import io

import pypdf
import pytest
from starlette.types import ASGIApp

from tests.browsing import Browser
from tests.offices import House

RANGE = "desde=2026-11-01&hasta=2026-11-30"


def test_a_table_is_of_the_type_that_is_asked_for(house: House, app: ASGIApp) -> None:
    """What was filed of it is counted; of another type nothing is."""
    house.sent()
    elena = Browser(app)
    elena.sign_in("elena")

    def sent(tipo: str) -> int:
        answer = elena.get(f"/api/tablero/movimiento.csv?{RANGE}&tipo={tipo}")
        _, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert len(rows) > 1
        return sum(int(row[1]) for row in rows)

    assert [sent(tipo) for tipo in ("", "DEN", "INM")] == [1, 1, 0]
    paper = elena.get(f"/api/tablero/resumen.pdf?{RANGE}&tipo=DEN")
    assert "Denuncia" in pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()


def test_no_words_of_an_address_stand_on_an_official_paper(app: ASGIApp) -> None:
    """A link that somebody is sent makes no paper that says what the sender wrote."""
    elena = Browser(app)
    elena.sign_in("elena")
    for tipo in ("OFICIO%20URGENTE%20AL%20PLENO", "%00", "=1%2B1", "den"):
        for file in ("resumen.pdf", "resumen.xlsx", "movimiento.csv"):
            assert elena.get(f"/api/tablero/{file}?{RANGE}&tipo={tipo}").status_code == 404


@pytest.mark.parametrize("name", ["lucia", "ana"])
def test_figures_are_for_who_reads_the_board(app: ASGIApp, name: str) -> None:
    """Neither a clerk nor a filer learns anything, also not whether a table or a type is there."""
    person = Browser(app)
    person.sign_in(name)
    for path in ("equipo.csv", "equipo.xlsx", "resumen.pdf", "nada.csv", "movimiento.csv?tipo=NADA"):
        assert person.get(f"/api/tablero/{path}").status_code == 403
