// The time of an attempt in a sitting: asks the laptop how things stand, follows a pause, and warns
// five minutes and one minute before the end. Nothing ticks. Runs after quiz.js, on the same page.
"use strict";
const ASK_EVERY = 10000;
const WARN_AT = [300, 60];
const warning = find("time-warning");
const connection = find("connection");
const clock = { end: null, left: null, timer: 0 };

// The page is asked for anew: it says what holds now. What isn't saved yet stays on the shelf.
const leaveFor = async (words) => {
  await sendAll();
  if (unsaved().some(({ state }) => state !== "refused")) return say(warning, words);
  return location.replace(location.pathname);
};
const secondsLeft = () => (clock.end - performance.now()) / 1000;
const atEnd = () => leaveFor("Time is up. Some answers have not reached the laptop yet. Keep this page open.");
const warn = () => {
  const left = secondsLeft();
  const crossed = WARN_AT.filter((at) => left <= at && clock.left > at);
  if (left > 0 && crossed.length) {
    const minutes = Math.min(...crossed) / 60;
    say(warning, minutes === 1 ? "1 minute left" : `${minutes} minutes left`);
  }
  clock.left = left;
};
const plan = () => {
  clearTimeout(clock.timer);
  if (clock.end === null) return;
  warn();
  const left = secondsLeft();
  const next = WARN_AT.find((at) => at < left) || 0;
  // A timer that fires a moment early would find nothing crossed.
  const wait = Math.max(50, (left - next) * 1000 + 50);
  clock.timer = setTimeout(left > 0 ? plan : atEnd, wait);
};
const follow = ({ state, left, words }) => {
  if (state === "paused") return leaveFor("Paused. Your answers are kept on this device.");
  if (state !== "in progress") return atEnd();
  if (left === null) {
    clock.end = null;
  } else {
    clock.end = performance.now() + left * 1000;
    // Time that was added takes back a warning.
    if (left > 300) say(warning, "");
    clock.left = Math.max(clock.left === null ? left : clock.left, left);
    const shown = find("time");
    if (shown) say(shown.querySelector("strong"), words);
  }
  return plan();
};
const ask = async () => {
  let reply = null;
  try {
    const response = await fetch(`${location.pathname}/state`, {
      headers: { "X-Autosave": "1" },
      redirect: "error",
      signal: AbortSignal.timeout && AbortSignal.timeout(8000),
    });
    if (response.status >= 500 || response.status === 429) throw response;
    reply = response.ok ? await response.json() : null;
    say(connection, "");
  } catch {
    say(connection, "No connection to the laptop. Go on: your answers are kept on this device.");
  }
  if (reply) await follow(reply);
};
setInterval(() => document.hidden || ask(), ASK_EVERY);
document.addEventListener("visibilitychange", () => document.hidden || ask());
window.addEventListener("online", ask);
ask();
