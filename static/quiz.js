// Saves answers as they are made, and adds a few comforts. Every page works without this file, and
// no other script runs beside it but for hand_over.js, which shares its shelf and no names.
"use strict";
document.documentElement.classList.add("js");
const find = (id) => document.getElementById(id);
const say = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};
const RETRYING = "Not saved, retrying…";
const shelf = { holds: true };
const whereKept = () =>
  shelf.holds ? "Your answers are kept on this device." : "Keep this page open until they are saved.";
const parse = async (response) =>
  new DOMParser().parseFromString(await response.text(), "text/html");
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

// ---- Answers: slot -> value ----

const isBox = (input) => input.type === "radio" || input.type === "checkbox";
const inputsOf = ({ box, id }) =>
  [...box.elements].filter((i) => i.name.startsWith(`${id}.`) && i.name !== `${id}.seq`);
const slot = ({ id }, input) => input.name.slice(id.length + 1);
const read = (item) => {
  const given = {};
  for (const i of inputsOf(item)) {
    if (i.value && (!isBox(i) || i.checked)) given[slot(item, i)] = i.value;
  }
  return given;
};
const put = (item, given) => {
  for (const i of inputsOf(item)) {
    const value = given[slot(item, i)] || "";
    if (isBox(i)) i.checked = i.value === value;
    else i.value = value;
  }
  item.box.querySelectorAll(".steps").forEach(sortSteps);
};
// Whether a student was faster than this script.
const isTouched = (i) => {
  if (isBox(i)) return i.checked !== i.defaultChecked;
  if (!i.options) return i.value !== i.defaultValue;
  return i.selectedIndex !== Math.max(0, [...i.options].findIndex((o) => o.defaultSelected));
};
const label = (i) =>
  i.labels[0] ? i.labels[0].textContent.trim() : i.getAttribute("aria-label");
const inWords = (item, given) => {
  const lines = inputsOf(item).map((i) => {
    const value = given[slot(item, i)];
    if (!value || (isBox(i) && i.value !== value)) return "";
    const option = [...(i.options || [])].find((o) => o.value === value);
    return isBox(i) ? label(i) : `${label(i)}: ${option ? option.text : value}`;
  });
  return lines.filter(Boolean).join("\n") || "No answer";
};
// A number that tells answers apart, blind to spaces, which the server may tidy.
const print = (given) => {
  const filled = Object.entries(given).filter(([, text]) => text.trim()).sort();
  const text = filled.map((pair) => pair.join(" ").trim()).join(" ").replace(/\s+/g, " ");
  return [...text].reduce((n, c) => (n * 33 + c.codePointAt(0)) >>> 0, 1);
};

// ---- Saving: what is not saved yet also lies on this device's shelf ----

// An attempt's address is one student's alone, so nobody else finds what lies under it.
const shelve = (item, pending) => {
  const key = `answer ${location.pathname} ${item.id}`;
  try {
    if (pending === undefined) return JSON.parse(localStorage.getItem(key));
    if (pending) localStorage.setItem(key, JSON.stringify(pending));
    else localStorage.removeItem(key);
    shelf.holds = true;
  } catch {
    // Full or forbidden: the page itself still holds the answer and goes on trying.
    shelf.holds = false;
  }
  return null;
};

// An item is clean (stored), dirty (sent soon), sending (and not changed since), failing (sent again
// soon) or refused (until the student mends it, chooses, or reloads the page).
const form = document.querySelector("form.attempt");
const items = new Map();
const sum = find("save-state");
const unsaved = () => [...items.values()].filter((item) => item.state !== "clean");
const all = (state) => unsaved().filter((item) => item.state === state);
const keep = (item) =>
  shelve(item, { given: read(item), sequence: item.sequence, sent: item.sent });
const tell = (item, state, status, problem = "") => {
  item.state = state;
  say(item.status, item.delay ? RETRYING : status);
  item.status.classList.toggle("is-unsaved", item.delay > 0);
  say(item.problem, problem);
};
// Trouble and its end are told aloud; the saves in between are only shown.
const tellAll = () => {
  const names = all("refused").map(({ box }) => box.querySelector(".number").textContent);
  if (all("failing").length) say(sum, `${RETRYING} ${whereKept()}`);
  else if (names.length) say(sum, `Not saved: ${names.join(", ")}. Look there.`);
  else if (!unsaved().length && sum.textContent) say(sum, "All answers saved");
};
const count = (answered) => {
  say(find("answered"), String(answered));
  find("progress").value = answered;
};

const sendIn = (item, wait) => {
  clearTimeout(item.timer);
  item.timer = setTimeout(send, wait, item);
};
const changed = (item, wait) => {
  keep(item);
  if (item.panel) return showHere(item);
  tell(item, "dirty", "");
  return sendIn(item, wait);
};
const stored = (item, status, problem) => {
  item.sent = [];
  shelve(item, null);
  tell(item, "clean", status, problem);
};

// Two answers, and only the student knows which one counts.
const showHere = (item) => {
  item.panel.querySelector("dd:last-child").innerText = inWords(item, read(item));
};
const offer = (item, other, problem) => {
  const panel = find("two-answers").content.firstElementChild.cloneNode(true);
  const choose = ({ target }) => {
    if (target.value === "saved") put(item, other.given);
    panel.remove();
    const { sequence, sent = [] } = other;
    Object.assign(item, { sequence, sent, panel: null });
    changed(item, 0);
    inputsOf(item)[0].focus();
  };
  panel.querySelectorAll("button").forEach((b) => b.addEventListener("click", choose));
  panel.querySelector("dd").innerText = inWords(item, other.given);
  item.problem.after(panel);
  item.panel = panel;
  showHere(item);
  tell(item, "refused", "", problem);
};
const notTaken = (item, reply) => {
  if (reply.checked) {
    put(item, reply.given);
    item.box.querySelector(".answer").disabled = true;
    stored(item, "", reply.message);
  } else if (item.sent.slice(0, -1).includes(print(reply.given))) {
    // One of this page's own, whose reply was lost, gives way to what is here by now.
    item.state = "dirty";
  } else offer(item, reply, "A newer answer was saved from another page or device.");
};

const post = async (item, last) => {
  const given = read(item);
  const body = new URLSearchParams({ [`${item.id}.seq`]: item.sequence });
  for (const key in given) body.append(`${item.id}.${key}`, given[key]);
  const mark = print(given);
  item.sent = item.sent.filter((n) => n !== mark).slice(-50).concat(mark);
  keep(item);
  item.state = "sending";
  try {
    const response = await fetch(`${location.pathname}/items/${item.id}`, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": form.elements.csrf_token.value, "X-Autosave": "1" },
      redirect: "error",
      signal: AbortSignal.timeout && AbortSignal.timeout(15000),
      keepalive: last && String(body).length < 60000,
    });
    if (response.status >= 500 || response.status === 429) throw response;
    hear(item, response, await response.json());
  } catch {
    // No network, no reply in time, or a log-in page in place of ours.
    item.delay = Math.min((item.delay || 500) * 2, 10000);
    sendIn(item, item.delay);
    tell(item, "failing");
  }
};
const hear = (item, { ok, status }, reply) => {
  const changedSince = item.state === "dirty";
  item.delay = 0;
  if (status === 409) shut();
  else if (ok) {
    item.sequence = reply.sequence;
    count(reply.answered);
    if (!reply.saved) notTaken(item, reply);
    else if (changedSince) item.sent = [];
    else if (print(read(item)) === print({})) stored(item, "");
    else stored(item, reply.remark ? `Saved. ${reply.remark}` : "Saved");
  } else if (!changedSince) {
    const words = "Not saved. Reload the page; your answer is kept on this device.";
    tell(item, "refused", "", reply.reload ? words : reply.message);
  }
};
// One request at a time for an item; the promise ends when it is saved or can't be.
const send = (item, last = false) => {
  if (!item.busy && ["dirty", "failing"].includes(item.state)) {
    clearTimeout(item.timer);
    item.busy = post(item, last).then(() => {
      item.busy = null;
      tellAll();
      return item.state === "dirty" ? send(item) : null;
    });
  }
  return item.busy;
};
const sendAll = (last) => Promise.all([...items.values()].map((item) => send(item, last)));

// All is stored by then: an answer sent again could only stand against a newer one.
const go = (value) => {
  const way = form.cloneNode();
  const token = form.elements.csrf_token.cloneNode();
  way.append(token, make("input", { type: "hidden", name: "go", value }));
  document.body.append(way);
  way.submit();
  way.remove();
};
// Several things may find out at once that the page is to be left.
const leave = (url) => {
  if (!shelf.leaving) location.replace(url);
  shelf.leaving = true;
};
// Handed in elsewhere, or for the student: the page that this leads to says so. In a sitting, it
// finds on the shelf what wasn't saved.
const shut = () => {
  items.forEach((item) => clearTimeout(item.timer));
  if ("sitting" in form.dataset) {
    if (!shelf.holds) return stayShut();
    items.clear();
    return leave(location.pathname);
  }
  items.forEach((item) => shelve(item, null));
  items.clear();
  go("save");
};
const refresh = async () => {
  const response = await fetch(location.pathname).catch(() => ({}));
  if (response.redirected) return leave(response.url);
  if (!response.ok) return null;
  const page = await parse(response);
  const there = (id) => page.getElementById(id);
  for (const item of items.values()) {
    const known = page.getElementsByName(`${item.id}.seq`)[0];
    if (item.state !== "clean" || !known || known.value <= item.sequence) continue;
    item.sequence = Number(known.value);
    put(item, read({ ...item, box: there(item.id) }));
    tell(item, "clean", there(item.status.id).textContent);
  }
  return count(there("answered").textContent);
};
const comeBack = () => sendAll().then(() => unsaved().length || refresh());

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
  if (!steps[to]) return;
  steps.splice(to, 0, ...steps.splice(from, 1));
  steps.forEach((step, place) => (menu(step).value = String(place + 1)));
  sortSteps(list);
  button.focus();
  list.nextElementSibling.textContent = `Now at place ${to + 1} of ${steps.length}`;
  menu(steps[to]).dispatchEvent(new Event("input", { bubbles: true }));
};
const addButtons = (list) => {
  if (list.matches("ol, :disabled *")) return;
  // A place of its own: "Saved" would follow at once in the status, and drown it.
  list.after(make("p", { className: "unseen", role: "status" }));
  for (const step of stepsOf(list)) {
    const moves = make("span", { className: "moves" });
    for (const [value, sign] of [["up", "↑"], ["down", "↓"]]) {
      const button = make("button", { type: "button", value, textContent: sign });
      button.setAttribute("aria-label", `Move ${value}: ${label(menu(step))}`);
      button.addEventListener("click", () => move(list, button));
      moves.append(button);
    }
    step.append(moves);
  }
  sortSteps(list);
};

// ---- Practice: the result without a new page ----

document.addEventListener("submit", async (event) => {
  const practice = event.target;
  const id = practice.dataset.fragment;
  if (!id) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(practice));
  const { name } = event.submitter || {};
  if (name) body.set(name, "1");
  try {
    const page = await parse(await fetch(practice.action, { method: "POST", body }));
    const next = page.getElementById(id);
    if (!next) return practice.submit();
    practice.replaceWith(next);
    next.querySelectorAll(".steps").forEach(addButtons);
    (next.querySelector(".result") || next.querySelector("button")).focus();
  } catch {
    say(find(`${id}-problem`), "No connection. Try again when the network is back.");
  }
});

// A double tap on Join would make two students.
document.querySelectorAll("form.join").forEach((join) =>
  join.addEventListener("submit", () => {
    const button = join.querySelector("button");
    setTimeout(() => (button.disabled = true));
    setTimeout(() => (button.disabled = false), 3000);
  }),
);
document.querySelectorAll(".steps").forEach(addButtons);
if (form) {
  // Else a browser that puts back what it saw last would undo another device's answers.
  form.autocomplete = "off";
  for (const box of form.querySelectorAll(".question")) {
    const id = box.dataset.item;
    const known = form.elements[`${id}.seq`];
    if (!known || known.matches(":disabled")) continue;
    const item = { id, box, sequence: Number(known.value), sent: [] };
    item.status = find(`${id}-status`);
    item.problem = find(`${id}-problem`);
    item.state = item.problem.textContent ? "refused" : "clean";
    items.set(id, item);
    const early = inputsOf(item).some(isTouched);
    const pending = shelve(item);
    // Under a notice, a page shows what was just sent, and it may not all be stored.
    const unsent = "unsaved" in form.dataset && item.state === "clean";
    if (pending && early) offer(item, pending, "An older answer is kept on this device.");
    else if (pending || early || unsent) {
      if (pending) put(item, pending.given);
      const { sequence, sent } = pending || item;
      Object.assign(item, { sequence, sent });
      changed(item, 0);
    }
  }

  // What has the focus isn't left under the bar, however much that has to say.
  new ResizeObserver(([{ target }]) => {
    document.documentElement.style.setProperty("--bar", `${target.offsetHeight + 16}px`);
    const { activeElement } = document;
    const isUnder =
      activeElement.closest(".question") &&
      activeElement.getBoundingClientRect().top >= target.getBoundingClientRect().top;
    if (isUnder) activeElement.scrollIntoView({ block: "nearest" });
  }).observe(form.querySelector(".bar"));

  const itemOf = ({ target }) => items.get(target.closest(".question").dataset.item);
  form.addEventListener("input", (event) => itemOf(event) && changed(itemOf(event), 600));
  form.addEventListener("change", (event) => itemOf(event) && send(itemOf(event)));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { value } = event.submitter || { value: "summary" };
    say(sum, "Saving…");
    // What is to be final is sent once more, lest an answer that isn't seen here is checked.
    for (const item of [...all("refused"), items.get(value.replace("check:", ""))]) {
      if (item && !item.panel) item.state = "dirty";
    }
    do await sendAll();
    while (unsaved().some(({ busy, state }) => busy || state === "dirty"));
    tellAll();
    const [stuck] = all("refused");
    if (stuck) (stuck.panel ? stuck.panel.querySelector("button") : inputsOf(stuck)[0]).focus();
    else if (!unsaved().length && value !== "save") go(value);
  });
  window.addEventListener("online", () => sendAll());
  document.addEventListener("visibilitychange", () =>
    document.hidden ? sendAll(true) : comeBack());
  window.addEventListener("pageshow", (event) => {
    shelf.leaving = false;
    if (event.persisted) comeBack();
  });
}
