"""How large the permission matrix is."""

from tests.permissions.page_rows import PAGES
from tests.permissions.route_rows import ROUTES
from tests.permissions.service_rows import ROWS
from tests.permissions.world import PEOPLE


def counted() -> str:
    """Return one line with the number of tries of services, routes and pages."""
    services = sum(len(row.states) for row in ROWS.values()) * len(PEOPLE)
    routes = sum(len(row.states) for row in ROUTES.values()) * (len(PEOPLE) + 1)
    pages = len(PAGES) * (len(PEOPLE) + 1)
    return (
        f"permission matrix: {services} tries of {len(ROWS)} service actions, {routes} of {len(ROUTES)} routes, "
        f"{pages} of {len(PAGES)} pages"
    )
