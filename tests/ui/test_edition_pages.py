"""The editions of a catalogue are turned page by page, with buttons that say where they lead."""

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st  # noqa: PLC0415 - the script of the test runs by itself

    from console.edition_pages import first_shown  # noqa: PLC0415 - the same

    st.text(f"desde {first_shown(int(st.session_state['total']), key='historia')}")


def _shown(app: AppTest) -> tuple[str, list[str], list[bool]]:
    captions = [caption.value for caption in app.caption]
    return app.text[0].value, captions, [button.disabled for button in app.button]


def test_pages_are_turned_as_far_as_there_are_editions() -> None:
    """Ten at a time, the newest first; no button leads beyond the first or the last."""
    app = AppTest.from_function(_page)
    app.session_state["total"] = 23
    app.run()
    assert _shown(app) == ("desde 0", ["1 a 10 de 23"], [True, False])
    app.button[1].click().run()
    assert _shown(app) == ("desde 10", ["11 a 20 de 23"], [False, False])
    app.button[1].click().run()
    assert _shown(app) == ("desde 20", ["21 a 23 de 23"], [False, True])
    assert [button.label for button in app.button] == ["Más recientes", "Más antiguas"]


def test_ten_editions_need_no_pages() -> None:
    """And a page that is there no more, since another catalogue has fewer, shows the last there is."""
    app = AppTest.from_function(_page)
    app.session_state["total"] = 10
    app.session_state["historia"] = 7
    app.run()
    assert _shown(app) == ("desde 0", [], [])
