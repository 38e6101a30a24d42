"""Random histories of an office, made through its services while a set clock moves on: the same dice, the same acts."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from core.domain.editions import CatalogName
from core.domain.people import Actor
from core.domain.promocion import Rejection
from core.errors import Refusal
from core.storage.promociones import load_promocion
from tests.offices import House

TIPOS = ("DEN", "DRM", "INV-A")
REASON = "Por una razón de prueba."
_GROUNDS = ("FALTA-ANEXO", "EMPRESA-FIRMA-REPRESENTANTE")
_MINUTES = 1100
"""Between two acts, on the average: a hundred of them take more than two months."""
_SUSPENSION = """
[[days]]
on = {on}
kind = "suspension"
legal_basis = "Acuerdo de prueba"
source = "Prueba"
"""


@dataclass(slots=True)
class History:
    """An office, its dice, what was sent so far, and how often each act was done."""

    house: House
    dice: Random
    sent: list[int] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)

    def play(self, steps: int) -> None:
        """Do as many acts as are asked for; what an office refuses is not done, as in life."""
        acts: dict[Callable[[], object], int] = {
            self.send: 8,
            self.take: 8,
            self.read: 6,
            self.accept: 8,
            self.reject: 6,
            self.hold: 2,
            self.release: 1,
            self.assign: 1,
            self.reopen: 3,
            self.suspend: 1,
        }
        for _ in range(steps):
            self.house.clock.advance(minutes=self.dice.expovariate(1 / _MINUTES))
            (act,) = self.dice.choices(list(acts), list(acts.values()))
            with suppress(Refusal):
                act()
                name = act.__name__
                self.done[name] = self.done.get(name, 0) + 1

    def send(self) -> None:
        """Send one of any type."""
        self.sent.append(self.house.sent(tipo_procedimiento=self.dice.choice(TIPOS)))

    def take(self) -> None:
        """Let a clerk take any."""
        self.house.oficialia.claims.take(self._clerk(), self._any())

    def read(self) -> None:
        """Let whoever has one see its documents."""
        who, promocion_id = self._clerk(), self._any()
        for document in self.house.oficialia.coverage.of(who, promocion_id):
            self.house.oficialia.coverage.see(who, document.document_id, [1])

    def accept(self) -> None:
        """Accept one that somebody has."""
        self.house.oficialia.deciding.accept(*self._held())

    def reject(self) -> None:
        """Reject one that somebody has, or propose it."""
        rejection = Rejection(self.dice.choice(_GROUNDS), "No está el anexo que se menciona.")
        self.house.oficialia.deciding.reject(*self._held(), rejection)

    def hold(self) -> None:
        """Let one wait."""
        until = self.house.clock.at + timedelta(hours=self.dice.randint(1, 60))
        self.house.oficialia.claims.hold(*self._held(), until, REASON)

    def release(self) -> None:
        """Put one back."""
        self.house.oficialia.claims.release(*self._held())

    def assign(self) -> None:
        """Keep one for a clerk."""
        o, elena = self.house.oficialia, self.house.actor("elena")
        o.assigning.assign(elena, self._any(), self._clerk().account_id, REASON)

    def reopen(self) -> None:
        """Undo a decision."""
        self.house.oficialia.reopening.reopen(self.house.actor("elena"), self._any(), REASON)

    def suspend(self) -> None:
        """Decree a suspension for a day on which something was sent: its day is computed anew."""
        on = self._load_filed(self._any())
        keeping, elena = self.house.oficialia.catalog_keeping, self.house.actor("elena")
        now = keeping.edition(elena, CatalogName.CALENDAR)
        content = now.content + _SUSPENSION.format(on=on.isoformat())
        keeping.save(elena, CatalogName.CALENDAR, content, now.number, REASON)

    def _any(self) -> int:
        return self.dice.choice(self.sent or [0])

    def _clerk(self) -> Actor:
        return self.house.actor(self.dice.choice(("lucia", "mario")))

    def _held(self) -> tuple[Actor, int]:
        """Return somebody and what they have, or anybody and anything where nobody has one."""
        dice, house = self.dice, self.house
        with house.oficialia.database.read() as session:
            claims = {i: load_promocion(session, i).claim for i in self.sent}
        held = [(claim.account_id, i) for i, claim in claims.items() if claim]
        if not held:
            return self._clerk(), self._any()
        account_id, promocion_id = dice.choice(held)
        return next(a for a in house.actors.values() if a.account_id == account_id), promocion_id

    def _load_filed(self, promocion_id: int) -> date:
        filed_on = self.house.load(promocion_id).filed_on
        assert filed_on is not None
        return filed_on
