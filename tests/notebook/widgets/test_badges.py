"""The badges of methods: a colour for each, in one place, that everybody can read."""

from __future__ import annotations

import re
from pathlib import Path

import hsfunc_magics
from hsfunc_magics.emulator.serverless_json.manifest import METHODS

JS = Path(hsfunc_magics.__file__).parent / "notebook/widgets/js"
RULE = re.compile(r"\.hsfunc-([A-Z]+)\b[^{]*\{([^}]*)\}")


def test_each_method_has_a_colour_on_which_white_is_read_well() -> None:
    rules = dict(RULE.findall((JS / "methods.css").read_text(encoding="utf-8")))
    assert set(rules) == set(METHODS)
    colours = {name: re.findall(r"#[0-9a-f]{6}", rule) for name, rule in rules.items()}
    assert all(len(found) == 1 and 1.05 / (luminance(found[0]) + 0.05) >= 4.5 for found in colours.values()), colours


def test_no_other_style_sheet_gives_them_one() -> None:
    others = [JS / "widgets.css", *Path(hsfunc_magics.__file__).parents[1].glob("labextension/style/*.css")]
    for sheet in others:
        text = sheet.read_text(encoding="utf-8")
        assert not RULE.search(text), sheet
        assert "hsfunc-badge" not in text, sheet


def luminance(colour: str) -> float:
    """Of an sRGB colour, as WCAG defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
