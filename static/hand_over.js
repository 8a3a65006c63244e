// Before a device is handed over: says which answers are on it alone. After it: takes them off.
"use strict";
const kept = () => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith("answer "));
  } catch {
    return [];
  }
};
const warning = document.getElementById("unsaved");
if (warning) {
  // A key is "answer", the path of the attempt, and the item. Other students' may lie there too.
  const open = [...document.querySelectorAll("[data-open]")].map((link) => link.pathname);
  const path = open.find((one) => kept().some((key) => key.split(" ")[1] === one));
  if (path) {
    document.getElementById("unsaved-link").href = path;
    warning.hidden = false;
  }
} else kept().forEach((key) => localStorage.removeItem(key));
