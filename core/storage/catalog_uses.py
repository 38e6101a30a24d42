"""In how many promociones a catalogue's entry stands."""

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.domain.editions import CatalogName
from core.storage.lookup import storable
from core.storage.review_tables import LabelRow
from core.storage.tables import PromocionRow

_COLUMNS: dict[CatalogName, InstrumentedAttribute[str]] = {
    CatalogName.PROCEDURE_TYPES: PromocionRow.tipo_procedimiento,
    CatalogName.GROUNDS: PromocionRow.ground,
    CatalogName.LABELS: LabelRow.label,
}


def promociones_with(session: Session, catalog: CatalogName, code: str) -> int:
    """Return how many promociones bear the code now; 0 for catalogues that no promoción names."""
    column = _COLUMNS.get(catalog)
    if column is None:
        return 0
    return session.scalar(select(func.count()).where(column == storable(code))) or 0
