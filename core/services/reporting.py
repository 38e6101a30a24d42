"""Exports: lists as XLSX and CSV, receipts of a selection as ZIP."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.domain.people import Actor, Permission, require
from core.domain.queue import QueueQuery, QueueRow
from core.domain.reading import Thing
from core.services.reading import Reading, readable_promocion
from core.services.readings import Readings
from core.storage.engine import Database
from core.storage.evidence import acuses_of
from core.storage.queue import queue_rows

if TYPE_CHECKING:  # a second and more to import: only an export needs it, and no start should wait for it
    import pandas as pd

EXPORT_LIMIT = 100_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutralise(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP CSV injection: leading apostrophe)."""
    risky = text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)
    return f"'{text}" if risky else text


class Reporting:
    """The use cases of exporting."""

    def __init__(self, database: Database, reading: Reading, readings: Readings) -> None:
        self._database = database
        self._reading = reading
        self._readings = readings

    def table(self, actor: Actor, query: QueueQuery, headings: Sequence[str], zone: str) -> "pd.DataFrame":
        """Return a list as a table with one row for each promoción.

        Args:
            actor: who exports.
            query: which list; its paging is ignored.
            headings: one heading for each column of :func:`_cells`, in its order.
            zone: IANA zone in which instants are written.

        Raises:
            NotAllowed: the actor does not export.
        """
        require(actor, Permission.EXPORT)
        self._readings.record(actor, Thing.LIST, None)
        unpaged = replace(query, limit=EXPORT_LIMIT, offset=0)
        with self._database.read() as session:
            rows = queue_rows(session, unpaged)
        cells = [_cells(row, ZoneInfo(zone)) for row in rows]
        import pandas as pd  # noqa: PLC0415 - see above

        return pd.DataFrame(cells, columns=list(headings))

    def receipts(self, actor: Actor, promocion_ids: Sequence[int]) -> bytes:
        """Return the decision's receipts of the promociones as a ZIP (the acuse de envío where undecided).

        Raises:
            NotAllowed: the actor does not export.
            NotFound: one of them does not exist or was not sent.
        """
        require(actor, Permission.EXPORT)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for promocion_id in dict.fromkeys(promocion_ids):
                with self._database.read() as session:
                    promocion = readable_promocion(session, actor, promocion_id)
                    last = acuses_of(session, promocion_id)[-1]
                _, _, pdf = self._reading.acuse(actor, last.id)
                archive.writestr(acuse_file_name(last.kind, promocion.folio), pdf)
        return out.getvalue()


def acuse_file_name(kind: str, folio: str) -> str:
    """Return the name under which a receipt is downloaded."""
    prefix = {"envio": "acuse-envio", "recepcion": "acuse-recepcion", "rechazo": "constancia-rechazo"}[kind]
    return f"{prefix}-{folio}.pdf"


def to_csv(table: "pd.DataFrame") -> bytes:
    """Return UTF-8 with a byte order mark, which Excel needs to read accents."""
    return table.to_csv(index=False).encode("utf-8-sig")


def to_xlsx(table: "pd.DataFrame") -> bytes:
    """Return one sheet of texts; no cell is a formula."""
    out = io.BytesIO()
    import pandas as pd  # noqa: PLC0415 - see above

    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        table.to_excel(writer, index=False, sheet_name="Promociones")
        sheet = writer.sheets["Promociones"]
        sheet.freeze_panes = "A2"
        for column in sheet.columns:
            widest = max(len(str(cell.value or "")) for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = min(60, widest + 2)
    return out.getvalue()


def _cells(row: QueueRow, zone: ZoneInfo) -> list[str]:
    def instant(value: datetime | None) -> str:
        return f"{value.astimezone(zone):%d/%m/%Y %H:%M:%S}" if value else ""

    texts = [
        row.folio,
        row.numero_oficialia,
        row.status.value,
        row.procedimiento,
        row.tipo_procedimiento,
        row.owner_name,
        row.owner_rfc,
        str(row.documents),
        instant(row.sent_at),
        f"{row.filed_on:%d/%m/%Y}",
        instant(row.decided_at),
        row.decided_by_name,
        row.ground,
        row.ground_text,
    ]
    return [neutralise(t) for t in texts]
