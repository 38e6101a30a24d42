"""The theme in ``.streamlit/config.toml``: legible (WCAG 2.2, 1.4.3 and 1.4.11) and known to Streamlit."""

import tomllib
from typing import Any

import pytest
from streamlit import config

from core.config import PROJECT

CONFIG: dict[str, Any] = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text())
NAMED = ("red", "orange", "yellow", "green", "blue", "violet", "gray")


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    parts = [value / 255 for value in _channels(colour)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, «contrast ratio»)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def blend(front: str, back: str, opacity: float) -> str:
    """Return what ``front`` looks like on ``back`` at this opacity; Streamlit draws captions at 60 %."""
    pairs = zip(_channels(front), _channels(back), strict=True)
    return "#" + "".join(f"{round(f * opacity + b * (1 - opacity)):02x}" for f, b in pairs)


def _text_pairs(base: str) -> list[tuple[str, str, str]]:
    theme: dict[str, Any] = CONFIG["theme"][base]
    text, back, second = theme["textColor"], theme["backgroundColor"], theme["secondaryBackgroundColor"]
    side = theme["sidebar"]
    pairs = [
        ("text", text, back),
        ("text in fields", text, second),
        ("caption", blend(text, back, 0.6), back),
        ("placeholder", blend(text, second, 0.6), second),
        ("link", theme["linkColor"], back),
        ("primary button", "#ffffff", theme["primaryColor"]),
        ("code", theme["codeTextColor"], theme["codeBackgroundColor"]),
        ("table header", theme["dataframeHeaderTextColor"], theme["dataframeHeaderBackgroundColor"]),
        ("sidebar", side["textColor"], side["backgroundColor"]),
        ("sidebar link", blend(side["textColor"], side["backgroundColor"], 0.75), side["backgroundColor"]),
        ("sidebar address", side["linkColor"], side["backgroundColor"]),
    ]
    pairs += [(f"{n} badge", theme[f"{n}TextColor"], theme[f"{n}BackgroundColor"]) for n in NAMED]
    return pairs + [(f"{n} text", theme[f"{n}TextColor"], back) for n in NAMED]


@pytest.mark.parametrize("base", ["light", "dark"])
def test_every_text_reaches_four_and_a_half_to_one(base: str) -> None:
    """Body, captions, badges, buttons, table headers and sidebar meet AA for text of normal size."""
    faint = {what: round(contrast(f, b), 2) for what, f, b in _text_pairs(base) if contrast(f, b) < 4.5}
    assert faint == {}


@pytest.mark.parametrize("base", ["light", "dark"])
def test_every_mark_reaches_three_to_one(base: str) -> None:
    """The accent and the chart colours are told apart from the background."""
    theme: dict[str, Any] = CONFIG["theme"][base]
    marks = [theme["primaryColor"], *theme["chartCategoricalColors"], *(theme[f"{n}Color"] for n in NAMED)]
    assert [m for m in marks if contrast(m, theme["backgroundColor"]) < 3] == []
    assert contrast(theme["sidebar"]["primaryColor"], theme["sidebar"]["backgroundColor"]) >= 3


def test_light_and_dark_set_the_same_colours() -> None:
    """Neither theme falls back on a colour of Streamlit's that the other replaced."""
    light, dark = CONFIG["theme"]["light"], CONFIG["theme"]["dark"]
    assert set(light) == set(dark)
    assert set(light["sidebar"]) == set(dark["sidebar"])


def _options(section: str, values: dict[str, Any]) -> list[str]:
    names: list[str] = []
    for key, value in values.items():
        name = f"{section}.{key}" if section else key
        names += _options(name, value) if isinstance(value, dict) else [name]
    return names


def test_streamlit_knows_every_option() -> None:
    """A misspelt option is silently ignored by Streamlit, so each name is looked up."""
    known = config.get_config_options()
    assert [name for name in _options("", CONFIG) if name not in known] == []


def test_the_traps_are_closed() -> None:
    """The options that design.md measured are set to what it found safe."""
    assert CONFIG["runner"]["postScriptGC"] is False
    assert CONFIG["runner"]["enforceSerializableSessionState"] is True
    assert CONFIG["client"] | {"showErrorDetails": "none", "toolbarMode": "minimal"} == CONFIG["client"]
    assert CONFIG["server"] | {"enableAgentApi": False, "enableXsrfProtection": True} == CONFIG["server"]


def test_known_ratios_come_out_right() -> None:
    """Black on white is 21 to 1, and #767676 on white the well-known 4.54."""
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert blend("#000000", "#ffffff", 0.6) == "#666666"
