"""The options in ``.streamlit/config.toml`` are those of the installed Streamlit, and close what they should."""

import tomllib
from typing import Any

import pytest
from streamlit import config
from streamlit.web.server.starlette.starlette_server import _get_uvicorn_config_kwargs

from console.app import streamlit_options
from core.config import PROJECT, Settings

CONFIG: dict[str, dict[str, Any]] = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text())
CLOSED = {
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.maxUploadSize": 1,
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.allowedOrigins": [],
    "runner.enforceSerializableSessionState": True,
    "runner.magicEnabled": False,
}
UNSET = ("server.scriptHealthCheckEnabled", "server.corsAllowedOrigins", "global.developmentMode")
"""Dangerous where they are set; their own value is the safe one."""


def _set() -> dict[str, Any]:
    return {f"{s}.{name}": v for s, values in CONFIG.items() if s != "theme" for name, v in values.items()}


def test_each_option_is_one_of_the_installed_version() -> None:
    """A misspelt or retired option would be ignored in silence."""
    assert [name for name in _set() if name not in config._config_options_template] == []


@pytest.mark.parametrize(("name", "value"), CLOSED.items())
def test_what_must_be_closed_is(name: str, value: object) -> None:
    """Written down, not left to the default of the next version."""
    assert _set()[name] == value


@pytest.mark.parametrize("name", UNSET)
def test_what_must_not_be_opened_is_not(name: str) -> None:
    """Neither set by us nor on by itself."""
    assert name not in _set()
    assert not config._config_options_template[name].default_val


def test_the_hosts_are_the_settings_and_no_others() -> None:
    """Streamlit's WebSocket asks the gate's question once more; loopback only where the console is there."""
    public = Settings(public_url="https://Oficialia.example:8443", allowed_hosts="otra.example")
    assert streamlit_options(public)["server.allowedHosts"] == ["oficialia.example", "otra.example"]
    assert streamlit_options(Settings())["server.allowedHosts"] == ["127.0.0.1", "::1", "localhost"]
    assert set(streamlit_options(Settings())) <= set(config._config_options_template)


def test_the_server_writes_no_access_log_and_believes_its_own_proxy_only() -> None:
    """What ``st.App.run`` hands to uvicorn: no access log, and no say in whose forwarded headers count."""
    handed = _get_uvicorn_config_kwargs()
    assert handed["access_log"] is False
    assert not {"proxy_headers", "forwarded_allow_ips", "log_config"} & set(handed)
