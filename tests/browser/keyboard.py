"""Somebody who uses a page with nothing but its keyboard."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from quiz.model import Given, Item

FARTHEST = 200
"""How many times Tab is pressed before giving up."""

WAY = """element => {
  const here = document.activeElement;
  if (here === element) return ["", 0];
  const nothing = here === document.body;
  const back = !nothing && here.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
  const between = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden], [type=radio]), select, textarea, summary'
  )].filter(e => {
    const from = nothing ? Node.DOCUMENT_POSITION_FOLLOWING : here.compareDocumentPosition(e);
    const [on, to] = [e.compareDocumentPosition(element), back
      ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING];
    return from & to && on & to && e.checkVisibility({visibilityProperty: true})
      && !e.matches(':disabled, [tabindex="-1"]');
  });
  return [back ? "Shift+Tab" : "Tab", between.length + 1];
}"""
"""Which key leads to an element, and how often it is pressed at the least."""


class Keyboard:
    """Tab to a thing, and do what it is for; never a click, never focus by script."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, target: Locator) -> None:
        """Press Tab, or Shift and Tab, until `target` has the focus, and can be seen."""
        expect(target).to_have_count(1)
        pressed = 0
        while pressed < FARTHEST:
            way, times = target.evaluate(WAY)
            if not way:
                expect(target).to_be_in_viewport()
                return
            for _ in range(times):
                self.page.keyboard.press(way)
            pressed += times
        raise AssertionError(f"Tab never reaches {target}")

    def press(self, target: Locator) -> None:
        """Follow a link, press a button, open a summary."""
        self.go_to(target)
        self.page.keyboard.press("Enter")

    def type(self, target: Locator, text: str) -> None:
        """Replace what a text field holds."""
        self.go_to(target)
        self.page.keyboard.press("ControlOrMeta+a")
        if text:
            self.page.keyboard.insert_text(text)
        else:
            self.page.keyboard.press("Delete")

    def answer(self, item: Item, given: Given) -> None:
        """Put a response into the inputs of an item, whatever kind they are."""
        for slot, value in given.items():
            name = f"{item.id}.{slot}"
            inputs = self.page.locator(f'[name="{name}"]')
            kind = inputs.first.evaluate("element => element.type")
            if kind == "radio":
                self._choose(name, value)
            elif kind == "checkbox":
                self.go_to(inputs)
                if not inputs.is_checked():
                    self.page.keyboard.press("Space")
            elif kind == "select-one":
                self._select(inputs, value)
            else:
                self.type(inputs, value)

    def _choose(self, name: str, value: str) -> None:
        group = self.page.locator(f'[name="{name}"]')
        wanted = self.page.locator(f'[name="{name}"][value="{value}"]')
        # Tab enters a group at its chosen button, or at its first one.
        chosen = self.page.locator(f'[name="{name}"]:checked')
        self.go_to(chosen if chosen.count() else group.first)
        for _ in range(group.count()):
            if wanted.evaluate("element => element === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        if not wanted.is_checked():
            self.page.keyboard.press("Space")
        expect(wanted).to_be_checked()

    def _select(self, select: Locator, value: str) -> None:
        self.go_to(select)
        away = select.evaluate(
            "(s, value) => [...s.options].findIndex(o => o.value === value) - s.selectedIndex",
            value,
        )
        for _ in range(abs(away)):
            self.page.keyboard.press("ArrowDown" if away > 0 else "ArrowUp")
        expect(select).to_have_value(value)
