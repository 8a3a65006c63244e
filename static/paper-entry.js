// Entering paper from the keyboard alone. The page works without this file.
"use strict";
{
  const form = document.querySelector(".from-paper");
  const inputs = [...form.querySelectorAll(".blank input, .blank textarea")];
  const next = document.getElementById("next");
  const token = form.elements.csrf_token.value;
  let unsaved = document.querySelector(".notice.is-warning") !== null;

  form.querySelector(".with-keys").hidden = false;

  const go = (input, steps) => {
    const to = inputs[inputs.indexOf(input) + steps];
    if (!to && steps < 0) return;
    (to || next).focus();
    if (to) to.select();
  };

  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.key !== "Enter" || event.isComposing || !inputs.includes(input)) return;
    if (event.shiftKey && input.matches("textarea")) return;
    event.preventDefault();
    go(input, event.shiftKey ? -1 : 1);
  });

  // What the laptop makes of it, beside the input. Saving says so too.
  const asked = new Map();
  const read = async (entry) => {
    const body = new URLSearchParams({ csrf_token: token });
    for (const input of entry.querySelectorAll("input, textarea")) body.append("text", input.value);
    const turn = (asked.get(entry) || 0) + 1;
    asked.set(entry, turn);
    try {
      const address = form.dataset.read.replace("ITEM", entry.dataset.item);
      const reply = await fetch(address, { method: "POST", body, headers: { "X-Autosave": "1" } });
      if (!reply.ok || asked.get(entry) !== turn) return;
      const found = await reply.json();
      entry.querySelector(".problem").textContent = found.problem;
      entry.querySelector(".says").textContent = found.said;
      entry.querySelector(".remark").textContent = found.remark;
      entry.classList.toggle("is-unread", found.problem !== "");
      for (const input of entry.querySelectorAll("input, textarea"))
        input.setAttribute("aria-invalid", String(found.problem !== ""));
    } catch {
      // The laptop doesn't answer just now; saving will say what can't be read.
    }
  };
  form.addEventListener("change", (event) => {
    const entry = event.target.closest(".entry");
    if (entry) read(entry);
  });

  form.addEventListener("input", () => (unsaved = true));
  form.addEventListener("submit", () => (unsaved = false));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
