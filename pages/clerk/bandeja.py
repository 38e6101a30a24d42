"""Bandeja: what waits to be reviewed, in the order in which it counts (screens.md §1)."""

from console.guards import require
from console.queue_acts import wanted_dialog
from console.queue_head import head
from console.queue_screen import listing
from core.domain.people import Permission

actor = require(Permission.READ_QUEUE)
head(actor)
listing()
wanted_dialog()
