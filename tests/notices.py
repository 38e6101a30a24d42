"""Another privacy notice in force, as an edition of the institution's data puts one."""

from dataclasses import dataclass, replace

from core.bootstrap import Oficialia
from core.domain.institucion import Institucion


@dataclass(frozen=True, slots=True)
class _InForce:
    """Answers the institution's data as ``CurrentCatalogs`` does."""

    data: Institucion

    def institucion(self) -> Institucion:
        return self.data


def put_notice_in_force(oficialia: Oficialia, **changes: str) -> None:
    """Change the notice's ``version``, ``title`` or ``text`` from now on."""
    notice = replace(oficialia.privacy.notice, **changes)
    in_force = _InForce(replace(oficialia.institucion, privacy=notice))
    oficialia.privacy._catalogs = in_force  # type: ignore[assignment]  # asked for nothing else
