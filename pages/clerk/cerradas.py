"""Cerradas: what was accepted or rejected, with its receipts and exports."""

from console import closed_screen
from console.guards import require
from core.domain.people import Permission

actor = require(Permission.READ_QUEUE)
closed_screen.head(actor)
address = closed_screen.narrowed(actor)
page = closed_screen.found(actor, address)
marked = closed_screen.table(page, address)
closed_screen.acts(actor, address, page.total, marked)
