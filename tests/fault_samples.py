"""Reports of faults in tests: made as a person makes them, and what is stored of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.domain.fault_reports import FaultForm, FaultSystem
from core.domain.outages import OutageStatement
from core.domain.people import Actor
from core.services.fault_reporting import Receipt
from core.services.human_check import Returned, Sheet
from core.storage.fault_tables import FaultEntryRow, FaultReportRow
from tests.offices import House

ADDRESS = "203.0.113.77"
FORM = FaultForm(
    system="OPE",
    username="rosa.avila",
    given_names="Rosa María",
    first_surname="Ávila",
    second_surname="Luna",
    email="rosa@bufete.example",
    email_again="rosa@bufete.example",
    title="No se puede firmar",
    problem="Al oprimir «Firmar» la página se queda en blanco.\nPasó dos veces.",
)


def filled(sheet: Sheet, **changes: str) -> Returned:
    """Return a form that was drawn with its question answered rightly."""
    return replace(Returned(sheet.sealed, answer=sheet.answers[0] if sheet.answers else ""), **changes)


def report(
    house: House,
    actor: Actor | None = None,
    *,
    address: str = ADDRESS,
    **changes: Any,  # noqa: ANN401 - fields of the form
) -> Receipt:
    """Report a fault as a person does, ten seconds after the form was drawn."""
    reporting = house.oficialia.fault_reporting
    sheet = reporting.draw(actor)
    house.clock.advance(seconds=10)
    form = replace(FORM, **{"email_again": changes.get("email", FORM.email), **changes})
    return reporting.report(form, filled(sheet), address, actor)


def outage(house: House, hours: float = 4, **changes: Any) -> OutageStatement:  # noqa: ANN401 - its fields
    """Return what an outage says that ended an hour ago."""
    ended = house.clock.at - timedelta(hours=1)
    said = OutageStatement(FaultSystem.OPE, ended - timedelta(hours=hours), ended, "No se podía firmar.")
    return replace(said, **changes)


def reports(house: House) -> list[FaultReportRow]:
    """Return every report, oldest first."""
    with house.oficialia.database.read() as session:
        return list(session.scalars(select(FaultReportRow).order_by(FaultReportRow.id)))


def entries(house: House, folio: str) -> list[tuple[str, str, str]]:
    """Return kind, author and text of each line of a report's history, oldest first."""
    with house.oficialia.database.read() as session:
        query = select(FaultEntryRow).join(FaultReportRow).where(FaultReportRow.folio == folio)
        return [(e.kind, e.author_name, e.text) for e in session.scalars(query.order_by(FaultEntryRow.id))]
