// Keeps the page of a sitting up to date: asks every two seconds what has changed since its version,
// and puts that in without taking away focus, what is open, or what is being typed.
"use strict";
{
  const EVERY = 2000;
  const SAY_EVERY = 15000;
  const board = document.getElementById("board");
  const rows = document.getElementById("board-rows");
  const connection = document.getElementById("board-connection");
  const said = document.getElementById("board-said");
  const CONTROLS = "a[href], button, input:not([type=hidden]), summary";
  const summary = () => document.getElementById("board-summary").textContent.replace(/\s+/g, " ").trim();
  const now = { version: board.dataset.version, asking: false, timer: 0, over: false, lostAt: "" };
  // What the page said when it came is no news.
  const told = { words: summary(), at: performance.now() };

  const element = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  };
  // As the laptop sent it: whether it was opened since, and the token, are nothing new.
  const bare = (node) => {
    const copy = node.cloneNode(true);
    for (const details of copy.querySelectorAll("details")) details.open = false;
    for (const token of copy.querySelectorAll("[name=csrf_token]")) token.remove();
    return copy;
  };
  const like = (control) => (other) =>
    other.tagName === control.tagName && other.name === control.name && other.value === control.value &&
    other.getAttribute("href") === control.getAttribute("href");
  const replace = (old, fresh) => {
    if (bare(old).isEqualNode(bare(fresh))) return;
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const opened = old.querySelector("details[open]");
    const typed = [...old.querySelectorAll("input:not([type=hidden])")];
    if (opened && fresh.querySelector("details")) fresh.querySelector("details").open = true;
    for (const input of fresh.querySelectorAll("input:not([type=hidden])")) {
      const before = typed.find(({ name }) => name === input.name);
      if (before) input.value = before.value;
    }
    old.replaceWith(fresh);
    if (!focused) return;
    const controls = [...fresh.querySelectorAll(CONTROLS)];
    const target = controls.find(like(focused)) || controls[0] || fresh.closest("[tabindex]");
    if (target) target.focus({ preventScroll: true });
  };
  const update = (id, html) => {
    const fresh = element(html);
    const old = document.getElementById(id);
    if (!old) return rows.append(fresh);
    // Of a row, only the cells that differ: the others keep what they have.
    if (old.parentElement !== rows || old.cells.length !== fresh.cells.length) return replace(old, fresh);
    for (const [place, cell] of [...fresh.cells].entries()) replace(old.cells[place], cell);
  };
  const arrange = (order) => {
    const wanted = new Set(order);
    for (const row of [...rows.children]) if (!wanted.has(row.id)) row.remove();
    order.forEach((id, place) => {
      const row = document.getElementById(id);
      if (rows.children[place] !== row) rows.insertBefore(row, rows.children[place] || null);
    });
  };
  const tell = () => {
    const words = summary();
    if (told.words === words || performance.now() - told.at < SAY_EVERY) return;
    Object.assign(told, { words, at: performance.now() });
    said.textContent = words;
  };
  const say = (words) => {
    if (connection.textContent !== words) connection.textContent = words;
  };
  const stop = (words) => {
    now.over = true;
    say(words);
  };
  const take = ({ version, parts, rows: order }) => {
    for (const [id, html] of Object.entries(parts)) update(id, html);
    if (order) arrange(order);
    now.version = version;
    now.lostAt = "";
    say("");
    tell();
  };
  const lost = () => {
    now.lostAt = now.lostAt || new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    say(`Not connected since ${now.lostAt}. What you see is from then.`);
  };
  const ask = async () => {
    clearTimeout(now.timer);
    if (now.asking || now.over || document.hidden) return;
    now.asking = true;
    try {
      const response = await fetch(`${board.dataset.from}&since=${now.version}`, {
        headers: { "X-Autosave": "1" },
        redirect: "error",
        signal: AbortSignal.timeout && AbortSignal.timeout(8000),
      });
      if (response.status === 403) stop("This browser is no longer the instructor's. Open a new link, then reload this page.");
      else if (response.status === 404) stop("This sitting isn't there any more.");
      else if (!response.ok) throw response;
      else take(await response.json());
    } catch {
      lost();
    } finally {
      now.asking = false;
      now.timer = setTimeout(ask, EVERY);
    }
  };
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("pageshow", ask);
  window.addEventListener("online", ask);
  document.addEventListener("keydown", ({ key, target }) => {
    const open = key === "Escape" && document.querySelector(".helping[open]");
    if (!open) return;
    open.open = false;
    if (open.contains(target)) open.querySelector("summary").focus();
  });
  ask();
}
