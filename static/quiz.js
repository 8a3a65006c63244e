// Saves answers as they are made, and adds a few comforts. Every page works without this file.
"use strict";
(() => {
  document.documentElement.classList.add("js");
  const find = (id) => document.getElementById(id);
  const say = (id, text) => {
    if (find(id) && find(id).textContent !== text) find(id).textContent = text;
  };
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  // ---- Answers: slot -> value, as the server knows them ----

  const isBox = (input) => input.type === "radio" || input.type === "checkbox";
  const inputsOf = ({ box, prefix }) =>
    [...box.elements].filter((i) => i.name.startsWith(prefix) && i.name !== `${prefix}seq`);
  const read = (item) => {
    const given = {};
    for (const i of inputsOf(item)) {
      if (i.value && (!isBox(i) || i.checked)) given[i.name.slice(item.prefix.length)] = i.value;
    }
    return given;
  };
  const put = (item, given) => {
    for (const i of inputsOf(item)) {
      const value = given[i.name.slice(item.prefix.length)] || "";
      if (isBox(i)) i.checked = i.value === value;
      else i.value = value;
    }
    item.box.querySelectorAll(".steps").forEach(sortSteps);
  };
  // A number that tells answers apart, blind to spaces, which the server may tidy.
  const print = (given) => {
    const slots = Object.keys(given).sort();
    const text = slots.map((slot) => `${slot} ${given[slot]}`.trim()).join(" ");
    return [...text.replace(/\s+/g, " ")].reduce((n, c) => (n * 33 + c.codePointAt(0)) >>> 0, 1);
  };

  // ---- Saving: what is not saved yet also lies on this device's shelf ----

  const shelve = (item, pending) => {
    const key = `answer ${location.pathname} ${item.id}`;
    try {
      if (pending === undefined) return JSON.parse(localStorage.getItem(key));
      if (pending) localStorage.setItem(key, JSON.stringify(pending));
      else localStorage.removeItem(key);
    } catch {
      // Full or forbidden: the page itself still holds the answer and goes on trying.
    }
    return null;
  };

  const keepSaving = (form) => {
    const address = form.getAttribute("action");
    const items = new Map();
    let troubled = false;
    let leaving = false;
    const failing = () => [...items.values()].some((item) => item.failing);
    const keep = (item) =>
      shelve(item, { given: read(item), sequence: item.sequence, sent: item.sent });
    const tell = (item, status, problem = "") => {
      say(`${item.id}-status`, status);
      find(`${item.id}-status`).classList.toggle("is-unsaved", Boolean(item.failing));
      say(`${item.id}-problem`, problem);
    };
    // Trouble and its end are told aloud; the saves in between are only shown.
    const tellAll = () => {
      if (failing()) say("save-state", "Not saved, retrying…");
      else if (troubled) say("save-state", "All answers saved");
      troubled = failing();
    };

    const changed = (item, wait) => {
      Object.assign(item, { dirty: true, fresh: true });
      keep(item);
      tell(item, item.failing ? "Not saved, retrying…" : "");
      clearTimeout(item.timer);
      item.timer = setTimeout(send, wait, item);
    };
    const retry = (item) => {
      item.delay = Math.min((item.delay || 500) * 2, 10000);
      Object.assign(item, { dirty: true, failing: true });
      clearTimeout(item.timer);
      item.timer = setTimeout(send, item.delay, item);
      tell(item, "Not saved, retrying…");
    };
    const saved = (item, reply) => {
      Object.assign(item, { sent: [], again: false });
      if (item.dirty) return keep(item);
      shelve(item, null);
      const words = reply.remark ? `Saved. ${reply.remark}` : "Saved";
      return tell(item, print(read(item)) === print({}) ? "" : words);
    };
    // The server holds a later answer: one of ours whose reply was lost, or another device's.
    const outdated = (item, given) => {
      const ours = item.sent.slice(0, -1).includes(print(given));
      if (item.dirty || ((item.wasFresh || ours) && !item.again)) {
        Object.assign(item, { again: !item.dirty, dirty: true });
        return keep(item);
      }
      Object.assign(item, { sent: [], again: false });
      shelve(item, null);
      put(item, given);
      return tell(item, "A newer answer from another page or device was kept.");
    };
    const refused = (item, code, reply) => {
      if (code === 409) {
        leaving = true;
        items.forEach((other) => shelve(other, null));
        location.assign(reply.review || `${address}/review`);
      }
      tell(item, "", reply.message || "Not saved, but kept on this device. Reload the page.");
    };

    const post = async (item, last) => {
      const given = read(item);
      const body = new URLSearchParams({ [`${item.prefix}seq`]: item.sequence });
      Object.keys(given).forEach((slot) => body.append(item.prefix + slot, given[slot]));
      item.sent = item.sent.filter((n) => n !== print(given)).slice(-50).concat(print(given));
      keep(item);
      Object.assign(item, { wasFresh: item.fresh, dirty: false, fresh: false });
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), 15000);
      try {
        const response = await fetch(`${address}/items/${item.id}`, {
          method: "POST",
          body,
          headers: { "X-CSRFToken": form.elements.csrf_token.value, "X-Autosave": "1" },
          redirect: "error",
          signal: stop.signal,
          keepalive: last && String(body).length < 60000,
        });
        if (response.status >= 500 || response.status === 429) throw response;
        const reply = await response.json().catch((error) => {
          if (response.ok) throw error;
          return {};
        });
        Object.assign(item, { failing: false, delay: 0 });
        if (!response.ok) return refused(item, response.status, reply);
        item.sequence = reply.sequence;
        say("answered", String(reply.answered));
        find("progress").value = reply.answered;
        return reply.saved ? saved(item, reply) : outdated(item, reply.given || {});
      } catch {
        // No network, no reply in time, or a log-in page of the network instead of ours.
        return retry(item);
      } finally {
        clearTimeout(timer);
      }
    };
    // One request at a time for an item; the promise ends when it is saved or has failed.
    const send = (item, last = false) => {
      if (!item.busy && item.dirty && !leaving) {
        clearTimeout(item.timer);
        item.busy = post(item, last).then(() => {
          item.busy = null;
          tellAll();
          return item.failing ? null : send(item);
        });
      }
      return item.busy;
    };
    const sendAll = (last) => Promise.all([...items.values()].map((item) => send(item, last)));

    // Else a browser that puts back what it saw last would undo another device's answers.
    form.autocomplete = "off";
    for (const box of form.querySelectorAll(".question")) {
      const id = box.dataset.item;
      const known = form.elements[`${id}.seq`];
      if (!known) continue;
      const item = { id, box, prefix: `${id}.`, sequence: Number(known.value), sent: [] };
      items.set(id, item);
      const early = inputsOf(item).some((i) =>
        isBox(i) ? i.checked !== i.defaultChecked : i.value !== (i.defaultValue || i.value));
      const pending = shelve(item);
      if (early) changed(item, 0);
      else if (pending) {
        put(item, pending.given);
        Object.assign(item, { sequence: pending.sequence, sent: pending.sent, dirty: true });
        send(item);
      }
    }

    const itemOf = ({ target }) => items.get((target.closest(".question") || form).dataset.item);
    form.addEventListener("input", (event) => {
      const item = itemOf(event);
      const typed = !isBox(event.target) && event.target.tagName !== "SELECT";
      if (item && event.target.name) changed(item, typed ? 600 : 0);
    });
    form.addEventListener("change", (event) => itemOf(event) && send(itemOf(event)));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { value } = event.submitter || { value: "summary" };
      await sendAll();
      if (failing() || !navigator.onLine) {
        const words = "No connection. Your answers are kept on this device; try again soon.";
        return say("save-state", words);
      }
      if (leaving) return null;
      items.forEach((item) => (form.elements[`${item.id}.seq`].value = item.sequence));
      form.append(make("input", { type: "hidden", name: "go", value }));
      return form.submit();
    });
    window.addEventListener("online", () => sendAll());
    document.addEventListener("visibilitychange", () => sendAll(document.hidden));
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  };

  // ---- Ordering: buttons beside the menus ----

  const menu = (step) => step.querySelector("select");
  const stepsOf = (list) => [...list.children].filter(menu);
  const sortSteps = (list) => {
    const steps = stepsOf(list);
    const places = new Set(steps.map((step) => menu(step).value));
    if (places.size === steps.length && !places.has("")) {
      steps.sort((a, b) => menu(a).value - menu(b).value).forEach((step) => list.append(step));
    }
  };
  const move = (list, button) => {
    sortSteps(list);
    const steps = stepsOf(list);
    const from = steps.findIndex((step) => step.contains(button));
    const to = from + (button.value === "up" ? -1 : 1);
    if (to < 0 || to >= steps.length) return;
    steps.splice(to, 0, ...steps.splice(from, 1));
    steps.forEach((step, place) => (menu(step).value = String(place + 1)));
    sortSteps(list);
    button.focus();
    menu(steps[to]).dispatchEvent(new Event("input", { bubbles: true }));
  };
  const addButtons = (list) => {
    for (const step of stepsOf(list)) {
      const moves = make("span", { className: "moves" });
      for (const [value, sign] of [["up", "↑"], ["down", "↓"]]) {
        const button = make("button", { type: "button", value, textContent: sign });
        button.setAttribute("aria-label", `Move ${value}: ${menu(step).labels[0].textContent.trim()}`);
        button.addEventListener("click", () => move(list, button));
        moves.append(button);
      }
      step.append(moves);
    }
    sortSteps(list);
  };

  // ---- Practice: the result without a new page ----

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const id = form.dataset.fragment;
    if (!id) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    if (event.submitter && event.submitter.name) body.set(event.submitter.name, "1");
    try {
      const response = await fetch(form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const next = page.getElementById(id);
      if (!next) return form.submit();
      form.replaceWith(next);
      next.querySelectorAll(".steps").forEach(addButtons);
      (next.querySelector(".result") || next.querySelector("button")).focus();
    } catch {
      say(`${id}-problem`, "No connection. Try again when the network is back.");
    }
  });

  document.querySelectorAll(".steps").forEach(addButtons);
  document.querySelectorAll("form.attempt").forEach(keepSaving);
})();
