// The editor of a lesson. The page works without this file; it adds line numbers, saving and
// previewing without a new page, and a second copy of what is typed in the browser's own storage.
"use strict";
document.documentElement.classList.add("js");
const find = (id) => document.getElementById(id);
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
const later = (task, wait) => {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(task, wait);
  };
};
const form = find("editor");
const source = find("source");
const LARGEST_PICTURE = 10_000_000;

// ---- The state: what the laptop is known to have ----

// As the page came: what is typed before this script runs counts, and what the browser puts back.
let kept = form && "unsaved" in form.dataset ? null : source && source.defaultValue;
const isDirty = () => source.value !== kept;
const say = (words, unsaved = false) => {
  const state = find("save-state");
  if (state.textContent !== words) state.textContent = words;
  state.classList.toggle("is-unsaved", unsaved);
};
const parse = async (response) =>
  new DOMParser().parseFromString(await response.text(), "text/html");
const send = (go, headers) => {
  const body = new URLSearchParams(new FormData(form));
  body.set("go", go);
  return fetch(form.action, { method: "POST", body, headers });
};

// ---- Line numbers: the lines again, unseen, in boxes that wrap as the text does ----

let lines = [];
const number = () => {
  const boxes = form.querySelector(".lines");
  const now = source.value.split("\n");
  const most = Math.min(now.length, lines.length);
  let start = 0;
  let end = 0;
  while (start < most && now[start] === lines[start]) start += 1;
  while (end < most - start && now.at(-1 - end) === lines.at(-1 - end)) end += 1;
  for (let gone = lines.length - start - end; gone; gone -= 1) boxes.children[start].remove();
  const fresh = document.createDocumentFragment();
  for (const text of now.slice(start, now.length - end)) {
    fresh.append(make("div", { textContent: `${text}\n` }));
  }
  boxes.insertBefore(fresh, boxes.children[start] || null);
  boxes.dir = getComputedStyle(source).direction;
  boxes.scrollTop = source.scrollTop;
  lines = now;
};
// As wide as the text: what a scroll bar takes is different from computer to computer.
const fit = () => {
  const borders = source.offsetHeight - source.clientHeight;
  form.querySelector(".lines").style.inlineSize = `${source.clientWidth + borders}px`;
};
const markLines = () => {
  const { children } = form.querySelector(".lines");
  for (const box of children) box.className = "";
  for (const link of document.querySelectorAll(".found a[data-line]")) {
    const box = children[link.dataset.line - 1];
    if (box && box.className !== "is-mistake") box.className = link.closest("li").className;
  }
};
const goTo = (line) => {
  const box = form.querySelector(".lines").children[line - 1];
  if (!box) return;
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  source.focus();
  source.setSelectionRange(start, start + lines[line - 1].length);
  source.scrollTop = box.offsetTop - source.clientHeight / 3;
  showItem(line);
};

// ---- The preview, in a tree of its own ----

const paper = document.querySelector(".paper");
const tree = () => {
  if (paper.shadowRoot) return paper.shadowRoot;
  const template = paper.querySelector("template");
  const root = paper.attachShadow({ mode: "open" });
  root.append(template.content);
  template.remove();
  return root;
};
const show = (page) => {
  find("messages").replaceWith(page.getElementById("messages"));
  find("tally").textContent = page.getElementById("tally").textContent;
  markLines();
  const fresh = page.querySelector(".paper template").content;
  const article = fresh.querySelector("article");
  const old = tree().querySelector("article");
  const note = page.getElementById("preview-note").textContent;
  find("preview-note").textContent =
    note && old ? "These mistakes keep the lesson from being shown. Below is how it was before." : note;
  if (!article) return;
  // The style sheets stay where they are the same, lest the page flickers.
  const sheets = (root) => [...root.querySelectorAll("link")].map((link) => link.href).join();
  if (old && sheets(tree()) === sheets(fresh)) old.replaceWith(article);
  else tree().replaceChildren(...fresh.childNodes);
};
// The question that a line belongs to, at the top of the preview.
const showItem = (line) => {
  const ids = lines.slice(0, line).map((text) => /^#{2,3} .*\{#([^}]+)\}\s*$/.exec(text));
  const named = ids.reverse().find(Boolean);
  const item = named && tree().getElementById(named[1]);
  if (item) paper.scrollTop += item.getBoundingClientRect().top - paper.getBoundingClientRect().top;
};
let turn = 0;
const preview = async () => {
  const mine = (turn += 1);
  try {
    const response = await send("preview");
    const page = await parse(response);
    // A slow answer must not replace a newer one.
    if (mine === turn && response.ok) show(page);
  } catch {
    find("preview-note").textContent = "The laptop's program does not answer, so this is not new.";
  }
};
const follow = (event) => {
  const link = event.target.closest("a[href]");
  if (!link) return;
  const href = link.getAttribute("href");
  if (!href.startsWith("#")) link.target = "_blank";
  else {
    event.preventDefault();
    const to = tree().getElementById(decodeURIComponent(href.slice(1)));
    if (to) to.scrollIntoView();
  }
};

// ---- A copy in the browser, until the laptop has the text ----

const PREFIX = form && `lesson ${form.dataset.file} `;
const KEY = PREFIX + Date.now();
const shelf = (task) => {
  try {
    return task(localStorage);
  } catch {
    return null; // Full or forbidden: the page itself still holds the text.
  }
};
const keep = () => {
  const based_on = form.elements.based_on.value;
  if (isDirty()) {
    shelf((store) => store.setItem(KEY, JSON.stringify({ text: source.value, based_on })));
  } else shelf((store) => store.removeItem(KEY));
};
const offer = () => {
  const keys = shelf((store) => Object.keys(store).filter((key) => key.startsWith(PREFIX))) || [];
  for (const key of keys.sort().reverse()) {
    const found = shelf((store) => JSON.parse(store.getItem(key)));
    if (!found || key === KEY) continue;
    if (found.text === source.value) shelf((store) => store.removeItem(key));
    else return ask(key, found);
  }
  return null;
};
const ask = (key, found) => {
  const box = find("rescue");
  // As the program writes times: `22 Nov, 09:30`.
  const at = new Date(Number(key.slice(PREFIX.length))).toLocaleString("en-GB", {
    day: "2-digit",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  box.querySelector("span").textContent =
    `Text that was typed in a window opened ${at} was not saved, perhaps because the window was closed.`;
  box.hidden = false;
  box.onclick = ({ target }) => {
    if (!target.value) return;
    box.hidden = true;
    shelf((store) => store.removeItem(key));
    if (target.value === "drop") return offer();
    form.elements.based_on.value = found.based_on;
    source.select();
    return type(found.text);
  };
};

// ---- Saving ----

let saving = null;
const save = () => {
  // One at a time; what was typed meanwhile follows.
  saving = (saving || Promise.resolve()).then(saveOnce);
  return saving;
};
const saveOnce = async () => {
  const text = source.value;
  say("Saving…");
  try {
    const response = await send("save", { "X-Autosave": "1" });
    hear(await response.json(), text);
  } catch {
    say("Not saved: the laptop's program does not answer. Your text is still here.", true);
  }
};
const hear = ({ outcome, message, to, hash, token }, text) => {
  if (token) form.elements.csrf_token.value = token;
  const stored = ["saved", "unchanged"].includes(outcome);
  if (!to || outcome === "failed") return say(`Not saved: ${message}`, true);
  kept = text;
  keep();
  if (stored) form.elements.based_on.value = hash;
  if (stored || outcome === "draft") {
    say(message, !stored);
    history.replaceState(null, "", to);
    return preview();
  }
  // What was typed since then must come along to the page that asks.
  return isDirty() ? save() : location.assign(to);
};

// ---- Putting texts in, so that Ctrl+Z takes them out again ----

const type = (text) => {
  source.focus();
  if (document.execCommand("insertText", false, text)) return;
  source.setRangeText(text, source.selectionStart, source.selectionEnd, "end");
  source.dispatchEvent(new Event("input"));
};
// Until somebody goes into the text, the cursor stands where nobody put it.
let entered = false;
const FRONT_MATTER = /^\s*---[^\S\n]*\n(?:.*\n)*?---[^\S\n]*(?:\n|$)/;
const spot = () => {
  const { value, selectionStart, selectionEnd } = source;
  if (!entered) return [value.length, value.length];
  const [head] = value.match(FRONT_MATTER) || [""];
  return [selectionStart, selectionEnd].map((at) => Math.max(at, head.length));
};
const insertApart = (text, [start, end] = spot()) => {
  source.focus();
  source.setSelectionRange(start, end);
  const before = source.value.slice(0, start);
  const after = source.value.slice(end);
  const gap = (ends) => "\n".repeat(Math.max(0, 2 - ends.length));
  const above = before.trim() ? gap(before.match(/\n*$/)[0]) : "";
  const below = after.trim() ? gap(after.match(/^\n*/)[0]) : gap(after.slice(0, 1) + "\n");
  type(above + text.trim() + below);
};
const withFreeIds = (text) =>
  text.replace(/\{#([a-z0-9-]+)\}/g, (_, id) => {
    let free = id;
    for (let n = 2; source.value.includes(`{#${free}}`); n += 1) free = `${id}-${n}`;
    return `{#${free}}`;
  });

// ---- Pictures ----

let place;
const askForPicture = (files) => {
  const dialog = find("picture");
  // A browser may forget where the cursor was while another field has it.
  place = spot();
  dialog.querySelector("form").reset();
  dialog.querySelector(".problem").textContent = "";
  if (files) find("picture-file").files = files;
  dialog.showModal();
  find(files ? "picture-alt" : "picture-file").focus();
};
const addPicture = async (event) => {
  event.preventDefault();
  const dialog = find("picture");
  const refuse = (words) => (dialog.querySelector(".problem").textContent = words);
  const [file] = find("picture-file").files;
  if (file && file.size > LARGEST_PICTURE) {
    return refuse("A picture may have 10 MB at most. Make it smaller, then try again.");
  }
  const body = new FormData();
  if (file) body.append("picture", file);
  body.append("alt", find("picture-alt").value);
  const headers = { "X-Autosave": "1", "X-CSRFToken": form.elements.csrf_token.value };
  try {
    const response = await fetch(form.dataset.pictures, { method: "POST", body, headers });
    const { line, message } = await response.json();
    if (!line) return refuse(message);
    dialog.close();
    return insertApart(line, place);
  } catch {
    return refuse("Not added: the laptop's program does not answer.");
  }
};
const paste = (event) => {
  const { files } = event.clipboardData;
  if (!files.length || !files[0].type.startsWith("image/")) return;
  event.preventDefault();
  askForPicture(files);
};

// ---- The page ----

const previewSoon = later(preview, 700);
const keepSoon = later(() => keep(), 300);
const changed = () => {
  number();
  say(isDirty() ? "Not saved yet" : "", isDirty());
  keepSoon();
  previewSoon();
};
const press = ({ target }) => {
  const link = target.closest("a[data-line]");
  return link ? link.dataset.line : 0;
};
const start = () => {
  number();
  markLines();
  tree().addEventListener("click", follow);
  new ResizeObserver(fit).observe(source);
  source.addEventListener("focus", () => (entered = true));
  source.addEventListener("input", changed);
  source.addEventListener("paste", paste);
  source.addEventListener("scroll", () => {
    form.querySelector(".lines").scrollTop = source.scrollTop;
  });
  document.addEventListener("change", ({ target }) => target.name === "view" && preview());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { value } = event.submitter || {};
    if (value === "save") save();
    else preview();
  });
  document.querySelector(".found").addEventListener("click", (event) => {
    const line = press(event);
    if (!line) return;
    event.preventDefault();
    goTo(Number(line));
  });
  form.querySelector(".insert").addEventListener("click", ({ target }) => {
    if (!target.matches("button")) return;
    form.querySelector(".insert").open = false;
    insertApart(withFreeIds(target.parentNode.querySelector("pre").textContent));
  });
  find("add-picture").addEventListener("click", () => askForPicture());
  const dialog = find("picture");
  dialog.querySelector("form").addEventListener("submit", addPicture);
  dialog.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
  document.addEventListener("keydown", (event) => {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!command || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    save();
  });
  window.addEventListener("beforeunload", (event) => isDirty() && event.preventDefault());
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", keep);
  if (source.value !== source.defaultValue) changed();
  offer();
  if (source.dataset.line) goTo(Number(source.dataset.line));
};
if (source) start();
