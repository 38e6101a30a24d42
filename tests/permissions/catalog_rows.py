"""The catalogues' editions, and who may keep them."""

from core.domain.editions import CatalogName
from core.domain.people import Permission
from tests.permissions.rules import ANY, Row, permitted

KEEPS = permitted(Permission.MANAGE_CATALOGS)
LABELS = CatalogName.LABELS

CATALOG_ROWS: dict[str, Row] = {
    "catalog_keeping.edition": Row(
        lambda w, a, _: w.oficialia.catalog_keeping.edition(a, LABELS), KEEPS, ANY
    ),
    "catalog_keeping.editions": Row(
        lambda w, a, _: w.oficialia.catalog_keeping.editions(a, LABELS), KEEPS, ANY
    ),
    "catalog_keeping.document": Row(
        lambda w, a, _: w.oficialia.catalog_keeping.document(a, LABELS), KEEPS, ANY
    ),
    "catalog_keeping.export": Row(lambda w, a, _: w.oficialia.catalog_keeping.export(a, LABELS), KEEPS, ANY),
    "catalog_keeping.changes": Row(
        lambda w, a, _: w.oficialia.catalog_keeping.changes(a, LABELS, "x"), KEEPS, ANY
    ),
    "catalog_keeping.save": Row(
        lambda w, a, _: w.oficialia.catalog_keeping.save(a, LABELS, "x = 1", 0, "por prueba"), KEEPS, ANY
    ),
    "catalog_keeping.save_document": Row(
        lambda w, a, _: w.oficialia.catalog_keeping.save_document(a, LABELS, {}, 0, "por prueba"), KEEPS, ANY
    ),
    "catalog_uses.of": Row(lambda w, a, _: w.oficialia.catalog_uses.of(a, LABELS, "URGENTE"), KEEPS, ANY),
    "catalog_keeping.as_restored": Row(
        lambda w, a, _: w.oficialia.catalog_keeping.as_restored(a, LABELS, 0), KEEPS, ANY
    ),
    "catalog_keeping.restore": Row(
        lambda w, a, _: w.oficialia.catalog_keeping.restore(a, LABELS, 0, 0, "por prueba"), KEEPS, ANY
    ),
}

_IN_FORCE = "what is in force is no secret; who may change it is asked by the keeping"
CATALOG_UNASKED: dict[str, str] = {
    **{
        f"catalogs.{name}": _IN_FORCE
        for name in (
            *("now", "institucion", "within", "held", "institucion_of", "edition", "editions", "check"),
            *("look_again", "file_edition"),
        )
    },
    "filing.file": "part of sending, which asked",
    "catalog_keeping.listen": "wired once, when the parts are built",
    "catalog_keeping.edition_for_operator": "the operator's command line",
    "catalog_keeping.editions_for_operator": "the operator's command line",
    "catalog_keeping.changes_for_operator": "the operator's command line",
    "catalog_keeping.save_by_operator": "the operator's command line",
}
