// The time of an attempt in a sitting: asks the laptop how things stand, follows a pause, and warns
// five minutes and one minute before the end. Nothing ticks. Runs after quiz.js, on the same page.
"use strict";
const ASK_EVERY = 10000;
const WARN_AT = [300, 60];
const LONG = 60000;
const STRANGE = "The laptop doesn’t know this device any more. Reload the page and join again.";
const warning = find("time-warning");
const shownTime = find("time-left");
const connection = find("connection");
// In milliseconds of a clock that knows nothing of the time of day. `last`: the least that was left.
const clock = { end: null, last: Infinity, timer: 0, asked: 0, heard: 0, stuck: 0, quiet: 0 };

const secondsLeft = () => (clock.end === null ? Infinity : (clock.end - performance.now()) / 1000);
const inTime = (left) => {
  const minutes = Math.round(left / 60);
  if (left < 55) return "less than a minute";
  if (minutes === 1) return "1 minute";
  return minutes > 10 ? `about ${5 * Math.round(left / 300)} minutes` : `${minutes} minutes`;
};
// Spoken once: what stands there for long would soon be false.
const announce = (words) => {
  say(warning, words);
  clearTimeout(clock.quiet);
  clock.quiet = setTimeout(say, 20000, warning, "");
};
const both = (words) => {
  say(shownTime, words);
  announce(words);
};

// The page is asked for anew: it says what holds now. What isn't saved yet stays on the shelf.
const leaveFor = async (words) => {
  await sendAll();
  if (shelf.shut) return null;
  if (unsaved().some(({ state }) => state !== "refused")) return both(words);
  return leave(location.pathname);
};
const show = () => {
  const left = secondsLeft();
  const soon = left <= WARN_AT[0];
  say(find("time-now"), soon || left === Infinity ? "" : `${inTime(left).replace("utes", "")} left`);
  if (left <= 0) return;
  const top = find("time");
  if (top && left < Infinity) say(top.querySelector("strong"), inTime(left));
  say(shownTime, soon ? `${inTime(left)} left` : "");
};
const plan = () => {
  clearTimeout(clock.timer);
  const left = secondsLeft();
  const crossed = WARN_AT.some((at) => left <= at && clock.last > at);
  clock.last = Math.min(clock.last, left);
  show();
  if (left === Infinity) return null;
  if (left <= 0) return ask();
  if (crossed) announce(`${inTime(left)} left`);
  const next = WARN_AT.find((at) => at < left) || 0;
  // A timer that fires a moment early would find nothing crossed.
  clock.timer = setTimeout(plan, (left - next) * 1000 + 50);
  return null;
};
const follow = ({ state, left }, at) => {
  if (state === "paused") return leaveFor(`Paused. ${whereKept()}`);
  if (state !== "in progress") {
    return leaveFor("Time is up. Some answers have not reached the laptop yet. Keep this page open.");
  }
  const known = secondsLeft();
  clock.end = left === null ? null : at + left * 1000;
  if (left === null) clock.last = Infinity;
  else if (clock.last === Infinity) clock.last = left;
  else if (secondsLeft() > known + 15) {
    // Minutes were given, or the laptop was away: the warnings come again.
    clock.last = left;
    announce(`You have more time: ${inTime(left)} left`);
  }
  return plan();
};
// How long answers have waited, and whether a file should be offered.
const watch = () => {
  if (shelf.shut) return;
  const waiting = unsaved().some(({ delay }) => delay);
  clock.stuck = waiting ? clock.stuck || performance.now() : 0;
  const long = waiting && performance.now() - clock.stuck >= LONG;
  offerFile(waiting && (long || secondsLeft() <= 0));
};
const lost = () => {
  watch();
  const file = find("answers-file").hidden ? "" : " You can save a file, above.";
  if (secondsLeft() > 0) {
    // What isn't saved has its own words below.
    const words = unsaved().length ? `.${file}` : `: ${whereKept().toLowerCase()}`;
    return say(connection, `No connection to the laptop. Go on${words}`);
  }
  say(shownTime, "");
  const words = unsaved().length ? `Keep this page open.${file}` : "All your answers are saved there.";
  return say(connection, `The laptop doesn’t answer; by this device’s clock, time is up. ${words}`);
};
// A reply that was slow tells of what was before.
const overtaken = (turn) => turn < clock.heard;
const ask = async () => {
  if (shelf.shut) return null;
  const turn = (clock.asked += 1);
  const from = performance.now();
  let reply = null;
  try {
    const response = await fetch(`${location.pathname}/state`, {
      headers: { "X-Autosave": "1" },
      redirect: "manual",
      signal: AbortSignal.timeout && AbortSignal.timeout(8000),
    });
    if (response.status >= 500 || response.status === 429) throw response;
    reply = response.ok ? await response.json() : {};
  } catch {
    return overtaken(turn) ? null : lost();
  }
  if (overtaken(turn)) return null;
  clock.heard = turn;
  if (!reply.state) return say(connection, `${STRANGE} ${whereKept()}`);
  say(connection, "");
  return follow(reply, (from + performance.now()) / 2);
};
setInterval(() => {
  show();
  watch();
  if (!document.hidden) ask();
}, ASK_EVERY);
document.addEventListener("visibilitychange", () => document.hidden || ask());
window.addEventListener("pageshow", (event) => event.persisted && ask());
window.addEventListener("online", ask);
ask();
