// Shows the course page anew as soon as something opens or closes in class, and so tells the live
// board who is here. Runs after quiz.js.
"use strict";
const open_ = find("in-class");
const look = async () => {
  try {
    const reply = await fetch("/now", { headers: { "X-Autosave": "1" }, redirect: "error" });
    if (reply.ok && (await reply.json()).now !== open_.dataset.now) location.reload();
  } catch {
    // No network just now: it is asked again.
  }
};
setInterval(() => document.hidden || look(), 8000);
document.addEventListener("visibilitychange", () => document.hidden || look());
