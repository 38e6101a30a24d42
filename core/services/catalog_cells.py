"""What an export says of catalogue entries: as they read when the promoción was sent, or decided."""

from core.domain.catalogs import Catalogs
from core.domain.exporting import Column, Line

FROM_CATALOGS = frozenset({Column.TIPO_PROCEDIMIENTO, Column.GROUND, Column.LEGAL_BASIS})


def catalog_cell(catalogs: Catalogs, line: Line, column: Column) -> str:
    """Return the cell of a column of ``FROM_CATALOGS``; a code that no edition ever had stands as it is."""
    if column is Column.TIPO_PROCEDIMIENTO:
        tipo = catalogs.procedure_type(line.tipo_procedimiento, line.sent_at)
        return tipo.name if tipo else line.tipo_procedimiento
    ground = catalogs.ground(line.ground, line.decided_at) if line.ground else None
    if column is Column.GROUND:
        return ground.title if ground else line.ground
    return ground.legal_basis if ground else ""
