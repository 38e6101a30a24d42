"""A promoción's receipts as links, those of an undone decision marked."""

from collections.abc import Sequence
from datetime import datetime

from console import formats, links, texts
from console.components.anchors import Anchor, download
from core.domain.acuse import AcuseStanding
from core.domain.evidence import StoredAcuse


def receipt_links(
    acuses: Sequence[StoredAcuse], reopened_at: datetime | None, zone: str, *, look: str = "plain"
) -> list[Anchor]:
    """Return a link for each receipt, oldest first; ``look`` is for those that still tell the decision."""
    by_id = {acuse.id: acuse for acuse in acuses}
    return [_link(acuse, by_id, reopened_at, zone, look) for acuse in acuses]


def _link(
    acuse: StoredAcuse,
    by_id: dict[int, StoredAcuse],
    reopened_at: datetime | None,
    zone: str,
    look: str,
) -> Anchor:
    standing = acuse.standing(reopened_at)
    name = f"{texts.label('kind', acuse.kind)} (PDF)"
    if standing is AcuseStanding.IN_FORCE:
        return download(name, links.acuse(acuse.id), look)
    later = by_id.get(acuse.replaced_by or 0)
    facts = {
        "at": formats.short_instant(later.issued_at if later else reopened_at, zone),
        "kind": texts.label("kind", later.kind).lower() if later else "",
    }
    return download(f"{name}, {texts.label('acuse_mark', standing).format(**facts)}", links.acuse(acuse.id))
