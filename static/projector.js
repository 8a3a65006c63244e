// What the projector shows, kept true: asks the laptop for what has changed, at once when it wakes.
// Which question is shown, and how much of it, is in the page's address and nowhere else.
"use strict";
document.documentElement.classList.add("js");
const ASK_EVERY = 3000;
const STALE_AFTER = 12000;
const main = document.getElementById("main");
const stale = document.getElementById("stale");
let version = main.dataset.version;
let connected = new Date();
let asking = null;
const shown = new Map();

const say = (words) => {
  if (stale.textContent !== words) stale.textContent = words;
};
const clock = (moment) =>
  moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
const sayStale = () => say(`Not connected since ${clock(connected)}. The numbers are from then.`);
const renew = (parts) => {
  for (const [name, markup] of Object.entries(parts)) {
    if (shown.get(name) === markup) continue;
    shown.set(name, markup);
    const part = main.querySelector(`[data-part="${name}"]`);
    // Escaped by the laptop, and no script in it could run: a parsed document is inert.
    const fresh = new DOMParser().parseFromString(markup, "text/html");
    part.replaceChildren(...fresh.body.childNodes);
  }
};
const follow = async (response) => {
  if (response.status === 403) return say("This browser is no longer the instructor’s. Open a new link, then reload this page.");
  if (response.status === 404) return say("What this page shows isn’t there any more. Go back to the desk.");
  if (!response.ok) throw response;
  const reply = await response.json();
  renew(reply.parts);
  version = reply.version;
  connected = new Date();
  return say("");
};
const ask = async () => {
  // After a sleep the request that was under way may never end.
  if (asking) asking.abort();
  const own = new AbortController();
  asking = own;
  const tooLong = setTimeout(() => own.abort(), 8000);
  try {
    const headers = { "X-Version": version, "X-Autosave": "1" };
    await follow(await fetch(location.href, { headers, redirect: "error", signal: own.signal }));
  } catch {
    if (asking === own) sayStale();
  }
  clearTimeout(tooLong);
  if (asking === own) asking = null;
};
const wake = () => {
  if (document.hidden) return;
  if (new Date() - connected > STALE_AFTER) sayStale();
  ask();
};
setInterval(() => document.hidden || asking || wake(), ASK_EVERY);
document.addEventListener("visibilitychange", wake);
window.addEventListener("pageshow", wake);
window.addEventListener("online", wake);
