"""How a page is for those who have the hardest time with it: axe, reflow, targets, keyboard.

axe finds about half of what is wrong; what a person meets who has only the keyboard, a narrow phone
or colours of their own is measured beside it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_COLOUR = ["color-contrast", "link-in-text-block"]
COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": BY_COLOUR}}
"""All that axe can see of a page in dark or in colours of one's own which it didn't see before."""
ALL_RULES: dict[str, object] = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {rule: {"enabled": False} for rule in BY_COLOUR},
}
"""All the others: about colours it is asked apart."""
BY_SIZE: dict[str, object] = {
    "runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}
}
"""What it may see anew of a page that shows the same in another width."""
NARROW: ViewportSize = {"width": 320, "height": 640}
TABLET: ViewportSize = {"width": 768, "height": 740}
WIDE: ViewportSize = {"width": 1280, "height": 740}

# What axe found to be right is long and stays in the browser.
_RUN_AXE = """options => axe.run(document, {...options, resultTypes: ["violations"]})
  .then(({violations}) => violations.flatMap(({id, nodes}) =>
    nodes.map(({html}) => `${id}: ${html.slice(0, 120)}`)))"""
_ASK_COLOURS = """([options, kinds]) => axe.run(
  {include: kinds.map(kind => window.kinds.get(kind))}, {...options, elementRef: true},
).then(({violations, passes}) => {
  const right = new Set(passes.filter(({id}) => id === 'color-contrast')
    .flatMap(({nodes}) => nodes.map(({element}) => element)));
  return {
    wrong: violations.flatMap(({id, nodes}) =>
      nodes.map(({html}) => `${id}: ${html.slice(0, 120)}`)),
    right: kinds.filter(kind => right.has(window.kinds.get(kind))),
  };
})"""
_SHOWN = """() => [...document.body.querySelectorAll('*')]
  .map(e => Number(e.checkVisibility({visibilityProperty: true}))).join('')"""
_KINDS = """() => {
  const clear = /, 0\\) none 1 none$/;
  const known = new Map([[null, {name: '', ground: []}]]);
  const about = e => {
    if (!known.has(e)) {
      const style = getComputedStyle(e), {ground} = about(e.parentElement);
      const paint = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter];
      const off = e.matches(':disabled, [aria-disabled=true]') || e.control && e.control.disabled;
      known.set(e, {
        name: `${e.localName}.${e.getAttribute('class')}`,
        off: off || about(e.parentElement).off,
        ground: clear.test(paint.join(' ')) ? ground
          : [...ground, {paint, box: e.getBoundingClientRect()}],
      });
    }
    return known.get(e);
  };
  const within = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1
    && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  window.kinds = new Map();
  const words = e => [...e.childNodes].some(
    node => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 1);
  const typed = 'select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])';
  for (const e of document.body.querySelectorAll(':not(.skip, .unseen)')) {
    // Of what is switched off, and of a single letter, axe says nothing.
    if (!(words(e) || e.matches(typed)) || !e.checkVisibility() || about(e).off) continue;
    const style = getComputedStyle(e), box = e.getBoundingClientRect(), {name, ground} = about(e);
    const kind = [
      about(e.parentElement).name, getComputedStyle(e.parentElement).color, name, style.color,
      style.fontSize, style.fontWeight, style.textShadow, style.textDecorationLine,
      ...ground.map(on => [on.paint, within(box, on.box)]),
    ].join();
    if (!kinds.has(kind)) kinds.set(kind, e);
  }
  return [...kinds.keys()];
}"""
"""One text of each kind on a page: what it is and is in, its colours, and the ground below it."""
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


_right: set[tuple[str, str]] = set()
"""The kinds of text whose colours axe has found to be right, by scheme and forced colours."""


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
    found: list[str] = []
    shown: set[str] = set()
    for look in looks:
        if page.viewport_size != look.size:
            page.set_viewport_size(look.size)
        page.emulate_media(color_scheme=look.scheme, forced_colors=look.forced)
        wrong = _axe(page, look, shown)
        if look.rules is not COLOURS:
            wrong += [f"small: {target}" for target in page.evaluate(SMALL_TARGETS)]
            if page.evaluate(SCROLLS):
                wrong += [f"sideways: {wide}" for wide in page.evaluate(TOO_WIDE)[:3]]
        found += [f"{name}: {look}: {one}" for one in wrong]
    return found


def _axe(page: Page, look: Look, shown: set[str]) -> list[str]:
    """What axe finds; `shown` is what the page has shown to it before in another width.

    A kind of text that had the right colours on a page before has them here.
    """
    wrong: list[str] = []
    if look.rules is ALL_RULES:
        now = page.evaluate(_SHOWN)
        wrong += page.evaluate(_RUN_AXE, BY_SIZE if now in shown else ALL_RULES)
        shown.add(now)
    if look.rules:
        scheme = f"{look.scheme} {look.forced}"
        new = [kind for kind in page.evaluate(_KINDS) if (scheme, kind) not in _right]
        if new:
            said = page.evaluate(_ASK_COLOURS, [COLOURS, new])
            wrong += said["wrong"]
            _right.update((scheme, kind) for kind in said["right"])
    return wrong


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
