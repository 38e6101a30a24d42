"""Makes the demonstration: authority, seal, accounts, every filing and report through the real services."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from console.demo.accounts import demo_credentials, efirma_password
from console.demo.authority import SilentHours, issue_everything
from console.demo.documents import DocumentMaker
from console.demo.faults import FaultAct, FaultStory
from console.demo.moments import Moments
from console.demo.playing import Player, SetClock, create_accounts, open_keyring
from console.demo.story import Step, Story, read_story, steps_in_order
from core.bootstrap import build
from core.config import Settings
from core.receipts.demo_seal import create_demo_seal
from core.receipts.institucion import load_institucion
from core.storage.catalogs import load_catalogs

_EARLIER = timedelta(days=1)


def make_demo(settings: Settings, now: datetime) -> None:
    """Play the whole story before ``now`` into a home that is empty."""
    calendar = load_catalogs(settings.data / "catalogs").calendar
    moments = Moments(now, ZoneInfo(settings.zone), calendar)
    story = read_story(settings.data / "demo" / "promociones.toml")
    steps = steps_in_order(story.filings, moments)
    began = steps[0].at - _EARLIER
    keyring = issue_everything(settings, now, _silent(story, moments))
    create_demo_seal(
        settings.seal_folder, load_institucion(settings.data / "institucion.toml"), began.astimezone(UTC)
    )
    clock = SetClock(began)
    with closing(build(settings, clock)) as oficialia:
        accounts = demo_credentials(settings)
        actors = create_accounts(oficialia, accounts)
        signings = open_keyring(keyring, efirma_password(settings))
        maker = DocumentMaker(settings.data / "demo")
        faults = FaultStory(settings.data / "demo" / "fallas.toml", moments).acts(oficialia, clock, actors)
        _play(Player(oficialia, clock, actors, accounts, signings, maker), steps, faults, clock)


def _play(player: Player, steps: tuple[Step, ...], faults: tuple[FaultAct, ...], clock: SetClock) -> None:
    """Perform everything in order of time, filings and reports of faults among each other."""
    acts: list[Step | FaultAct] = [*steps, *faults]
    for act in sorted(acts, key=lambda act: act.at):
        if isinstance(act, Step):
            player.perform(act)
        else:
            clock.at = act.at
            act.perform()


def _silent(story: Story, moments: Moments) -> SilentHours:
    start, end = story.silent_hours
    return SilentHours(moments.instant(start), moments.instant(end))
