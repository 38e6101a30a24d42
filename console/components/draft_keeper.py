"""Keeps what is typed into a field as a draft on the server, while it is typed, and warns whoever leaves it."""

from console.components.bundles import renderer, require_bundle

require_bundle("draft")


def draft_keeper(
    field: str,
    address: str,
    csrf: str,
    zone: str,
    *,
    text: str,
    round_: int = 0,
    name: str = "text",
    key: str,
) -> None:
    """Draw the line that says when the draft was kept; mount it below the field.

    What is typed goes to ``POST address`` as ``{content: {name: text}}`` once whoever types rests, and when the
    page goes away, so that neither a lost line nor a closed browser costs it. While the field holds something
    the browser asks before it closes the page.

    Args:
        field: Streamlit's key of the text area or input.
        address: :func:`console.links.draft`.
        csrf: what the request carries.
        zone: in which the time is told.
        text: what the server keeps now, with which the field began.
        name: of the text within the draft.
        round_: grows when the text was published or thrown away; what is on its way is then told over.
        key: the instance.
    """
    renderer("draft")(
        key=key,
        data={
            "field": field,
            "address": address,
            "csrf": csrf,
            "zone": zone,
            "text": text,
            "round": round_,
            "name": name,
        },
    )
