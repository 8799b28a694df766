"""What holds of everything that is drawn: in both themes everybody can use it, and nothing lies outside its box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .lab import OpenNotebook, Theme

if TYPE_CHECKING:
    from playwright.sync_api import Locator

THEMES: tuple[Theme, ...] = ("light", "dark")

# What has scroll bars of its own may be wider than its box.
_OUTSIDE = """(root) => {
  const scrolls = (node) => ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(node).overflowX);
  const right = root.getBoundingClientRect().right + 1;
  const outside = [];
  const walk = (node) => {
    for (const child of node.children) {
      const box = child.getBoundingClientRect();
      const hidden = getComputedStyle(child).clipPath !== 'none';
      if (box.width > 0 && box.right > right && !hidden) outside.push(child.outerHTML.slice(0, 200));
      else if (!scrolls(child)) walk(child);
    }
  };
  walk(root);
  return outside;
}"""


def serious(opened: OpenNotebook, selector: str) -> dict[str, list[str]]:
    """What axe finds serious or worse there."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    told = axe.Axe().run(opened.page, context=selector).response
    assert told["passes"], f"axe saw nothing of {selector}"
    return {
        violation["id"]: [f"{node['html']} {node['failureSummary']}" for node in violation["nodes"][:3]]
        for violation in told["violations"]
        if violation["impact"] in ("serious", "critical")
    }


def outside(shown: Locator) -> list[str]:
    """The elements that reach over the right edge."""
    found: list[str] = shown.evaluate(_OUTSIDE)
    return found
