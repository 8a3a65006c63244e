// Asks now and then whether the page has anything new to say, and goes on then. It works without.
"use strict";
const status = document.getElementById("waiting");
status.textContent = status.dataset.says;
const ask = async () => {
  if (!document.hidden) {
    try {
      const reply = await fetch(location.pathname, { redirect: "manual" });
      const still = reply.ok && (await reply.text()).includes('id="waiting"');
      if (!still && reply.status < 500) return location.reload();
    } catch {
      // No network just now: it is asked again.
    }
  }
  return setTimeout(ask, 3000);
};
setTimeout(ask, 3000);
