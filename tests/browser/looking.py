"""How a page is for those who have the hardest time with it: axe, reflow, targets, keyboard.

axe finds about half of what is wrong; what a person meets who has only the keyboard, a narrow phone
or colours of their own is measured beside it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES: dict[str, object] = {"type": "tag", "values": TAGS}
COLOURS: dict[str, object] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""All that axe can see of a page in dark or in colours of one's own which it didn't see before."""
NARROW: ViewportSize = {"width": 320, "height": 640}
TABLET: ViewportSize = {"width": 768, "height": 740}
WIDE: ViewportSize = {"width": 1280, "height": 740}

# What axe found to be right is long and stays in the browser.
_RUN_AXE = """only => axe.run(document, {runOnly: only, resultTypes: ["violations"]})
  .then(({violations}) => violations.flatMap(({id, nodes}) =>
    nodes.map(({html}) => `${id}: ${html.slice(0, 120)}`)))"""
_REMEMBER_COLOURS = """() => {
  const color = axe.commons.color.Color.prototype;
  const parse = color.parseString;
  const known = new Map();
  color.parseString = function (text) {
    if (!known.has(text)) {
      parse.call(this, text);
      known.set(text, {r: this.r, g: this.g, b: this.b, alpha: this.alpha});
    }
    return Object.assign(this, known.get(text));
  };
}"""
"""A third of axe's time goes into reading the same few colours again."""

SMALL_TARGETS = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const union = (a, b) => ({
    width: Math.max(a.right, b.right) - Math.min(a.left, b.left),
    height: Math.max(a.bottom, b.bottom) - Math.min(a.top, b.top),
  });
  const small = [];
  for (const e of document.querySelectorAll(
      'a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!shown(e) || e.matches(':disabled, .skip, .unseen')) continue;
    let box = e.getBoundingClientRect();
    const label = e.labels && e.labels[0];
    if (label && ['radio', 'checkbox'].includes(e.type)) {
      box = union(box, label.getBoundingClientRect());
    }
    const style = getComputedStyle(e);
    const inText = e.tagName === 'A' && style.display === 'inline';
    const height = inText ? parseFloat(style.lineHeight) : box.height;
    const least = inText ? 24 : 44;
    if (Math.round(height) < least || (!inText && Math.round(box.width) < least)) {
      small.push(`${e.outerHTML.slice(0, 90)}: ${Math.round(box.width)} x ${Math.round(height)}`);
    }
  }
  return small;
}"""
"""What is smaller than a thumb: all that can be pressed, but a link in running text."""

SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
TOO_WIDE = """() => [...document.querySelectorAll('body *:not(.skip, .unseen)')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.outerHTML.slice(0, 90))"""

_WATCH_FOCUS = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  // Of a group of radio buttons, Tab stops at the chosen one, or at the first or last.
  const others = e => e.type === 'radio' && !e.checked;
  window.missed = new Set([...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
  )].filter(e => shown(e) && !e.matches(':disabled, [tabindex="-1"]') && !others(e)));
  window.hidden = new Set();
  window.stops = 0;
  const seen = e => {
    const whole = e.labels && e.labels[0] || e;
    const box = whole.getBoundingClientRect();
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    for (const x of [.02, .5, .98]) for (const y of [.05, .5, .95]) {
      const there = document.elementFromPoint(left + x * (right - left), top + y * (bottom - top));
      if (there && (e.contains(there) || whole.contains(there))) return true;
    }
    return false;
  };
  document.addEventListener('focusin', ({target}) => {
    stops += 1;
    missed.delete(target);
    const line = getComputedStyle(target);
    if (!seen(target) || line.outlineStyle === 'none') hidden.add(target.outerHTML.slice(0, 90));
  });
  document.activeElement.blur();
  return missed.size;
}"""
_FOCUS_SEEN = """() => ({
  missed: [...missed].map(e => e.outerHTML.slice(0, 90)), hidden: [...hidden], stops,
})"""


class Look(NamedTuple):
    """One way to see a page, and what axe is asked about it there.

    Colours change no sizes: where axe is asked about colours alone, nothing is measured either.
    """

    size: ViewportSize
    scheme: Literal["light", "dark"] = "light"
    forced: Literal["active", "none"] = "none"
    rules: dict[str, object] | None = None

    def __str__(self) -> str:
        forced = ", forced colours" if self.forced == "active" else ""
        return f"{self.size['width']} px, {self.scheme}{forced}"


LOOKS = tuple(
    look
    for size in (NARROW, WIDE)
    for look in (
        Look(size, rules=ALL_RULES),
        Look(size, "dark", rules=COLOURS),
        Look(size, forced="active", rules=COLOURS),
    )
)
ON_LAPTOP = tuple(look for look in LOOKS if look.size is WIDE and look.forced == "none")
AT_DESK = (Look(TABLET), *(look for look in LOOKS if look.forced == "none"))
"""The looks of the instructor's pages, which are seen on their own laptop or tablet."""


def troubles(page: Page, name: str, looks: tuple[Look, ...] = LOOKS) -> list[str]:
    """What is wrong with the page that is open, in any of the looks."""
    # Down there, what sticks to the edge of the window lies over nothing.
    page.evaluate("document.activeElement.blur(); scrollTo(0, document.body.scrollHeight)")
    page.evaluate(Axe().axe_script)
    page.evaluate(_REMEMBER_COLOURS)
    found = []
    for look in looks:
        page.set_viewport_size(look.size)
        page.emulate_media(color_scheme=look.scheme, forced_colors=look.forced)
        wrong = page.evaluate(_RUN_AXE, look.rules) if look.rules else []
        if look.rules is not COLOURS:
            wrong += [f"small: {target}" for target in page.evaluate(SMALL_TARGETS)]
            if page.evaluate(SCROLLS):
                wrong += [f"sideways: {wide}" for wide in page.evaluate(TOO_WIDE)[:3]]
        found += [f"{name}: {look}: {one}" for one in wrong]
    return found


def lost_by_keyboard(page: Page, name: str) -> list[str]:
    """What Tab doesn't reach on the page that is open, or reaches without anybody seeing it."""
    expected = page.evaluate(_WATCH_FOCUS)
    for _ in range(expected + 10):
        page.keyboard.press("Tab")
    seen = page.evaluate(_FOCUS_SEEN)
    found = [f"{name}: Tab never reaches {one}" for one in seen["missed"]]
    return found + [f"{name}: has the focus unseen: {one}" for one in seen["hidden"]]


def open_all(page: Page) -> None:
    """Open what can be opened, and try a practice item, so that what they hide is seen too."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    checks = page.locator("form.practice button")
    if checks.count():
        checks.first.click()
        expect(page.locator(".result").first).to_be_visible()
