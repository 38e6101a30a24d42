"""The services of accounts, sessions and the privacy notice: a part of the composition root."""

from dataclasses import dataclass

from core.clock import Clock
from core.config import Settings
from core.server_key import ServerKey
from core.services.accounts.administration import Administration
from core.services.accounts.approvals import Approvals
from core.services.accounts.code_checking import CodeChecking
from core.services.accounts.creation import Accounts
from core.services.accounts.directory import Directory
from core.services.accounts.efirma_unblocking import EfirmaUnblocking
from core.services.accounts.enrolment import EnrolmentTickets
from core.services.accounts.hashing import PasswordHashing
from core.services.accounts.listing import AccountListing
from core.services.accounts.password_rules import PasswordRules
from core.services.accounts.passwords import Passwords
from core.services.accounts.privacy import Privacy
from core.services.accounts.profile import Profile
from core.services.accounts.registration import Registration
from core.services.accounts.second_factor import SecondFactors
from core.services.accounts.second_step import HeldSessions, SecondStep
from core.services.accounts.sessions import Sessions
from core.services.accounts.sign_in import SignIn
from core.services.accounts.unblocking import Unblocking
from core.services.current_catalogs import CurrentCatalogs
from core.services.verification import Verification
from core.storage.engine import Database


@dataclass(frozen=True, slots=True)
class AccountServices:
    """Who may come in, as whom, and what they agreed to."""

    accounts: Accounts
    sign_in: SignIn
    passwords: Passwords
    sessions: Sessions
    second_step: SecondStep
    second_factors: SecondFactors
    directory: Directory
    unblocking: Unblocking
    efirma_unblocking: EfirmaUnblocking
    registration: Registration
    approvals: Approvals
    privacy: Privacy
    profile: Profile
    administration: Administration
    account_listing: AccountListing


@dataclass(frozen=True, slots=True)
class Office:
    """What nearly every service is built on."""

    database: Database
    clock: Clock
    settings: Settings
    server_key: ServerKey
    catalogs: CurrentCatalogs


def account_services(office: Office, verification: Verification) -> AccountServices:
    """Build them.

    Raises:
        OSError, tomllib.TOMLDecodeError, KeyError: the shipped file of words in passwords was spoilt.
    """
    database, ticking, settings = office.database, office.clock, office.settings
    server_key, catalogs = office.server_key, office.catalogs
    hashing, codes, held = PasswordHashing(), CodeChecking(server_key), HeldSessions(ticking, settings)
    password_rules = PasswordRules.load(settings.data, catalogs.institucion)
    tickets = EnrolmentTickets(server_key, lambda: catalogs.institucion().unit)
    return AccountServices(
        accounts=Accounts(database, ticking, hashing),
        sign_in=SignIn(database, ticking, settings, hashing, server_key),
        passwords=Passwords(database, ticking, settings, hashing, server_key, password_rules),
        sessions=Sessions(database, ticking, settings),
        second_step=SecondStep(database, ticking, held, codes),
        second_factors=SecondFactors(database, ticking, settings, hashing, held, codes, tickets),
        directory=Directory(database, ticking, settings, server_key),
        unblocking=Unblocking(database, ticking, server_key),
        efirma_unblocking=EfirmaUnblocking(database, ticking, server_key, verification),
        registration=Registration(database, ticking, settings, server_key),
        approvals=Approvals(database, ticking, settings, server_key),
        privacy=Privacy(database, ticking, catalogs),
        profile=Profile(database, ticking, hashing, server_key),
        administration=Administration(database, ticking, server_key),
        account_listing=AccountListing(database, ticking),
    )
