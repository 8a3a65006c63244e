// The pages where questions come in and lessons leave. They work without this file, which says what
// files were chosen, refuses at once what is too much, and shows that something is going on.
"use strict";
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
const inWords = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

// ---- The files ----

const form = document.getElementById("bringing");
const field = document.getElementById("files");
const problem = () => {
  const { largest, most } = form.dataset;
  const files = [...field.files];
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (files.length > Number(most)) return `That is more than ${most} files. Choose fewer.`;
  if (bytes <= Number(largest)) return "";
  return `The files have ${inWords(bytes)} together, and ${inWords(Number(largest))} is the most. Choose fewer.`;
};
const show = () => {
  const files = [...field.files].map(({ name, size }) =>
    make("li", { textContent: `${name} (${inWords(size)})`, dir: "auto" }),
  );
  const list = document.getElementById("chosen");
  list.replaceChildren(...files);
  list.hidden = files.length < 2;
  document.getElementById("refused").textContent = problem();
};
const watchFiles = () => {
  field.addEventListener("change", show);
  field.addEventListener("dragover", () => field.classList.add("is-over"));
  for (const name of ["dragleave", "drop"]) {
    field.addEventListener(name, () => field.classList.remove("is-over"));
  }
  form.addEventListener("submit", (event) => {
    if (!problem()) return;
    event.preventDefault();
    field.focus();
  });
  show();
};
if (form) watchFiles();

// ---- What takes some time ----

const watchSlow = () => {
  for (const slow of document.querySelectorAll(".shows-progress")) {
    const going = slow.querySelector(".going");
    const buttons = slow.querySelectorAll("button");
    const enable = (yes) => buttons.forEach((button) => (button.disabled = !yes));
    slow.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      const words = make("p", { textContent: going.dataset.words });
      going.replaceChildren(words, make("progress", { ariaLabel: "Going on" }));
      // Not before the browser has taken the form with the button that was pressed.
      setTimeout(() => enable(false));
    });
    // Back from the next page, the form is as it was.
    window.addEventListener("pageshow", () => {
      going.replaceChildren();
      enable(true);
    });
  }
};
watchSlow();

// ---- A file that is being made ----

const LOOK_AGAIN_MS = 1500;
const isBeingMade = (page) => page.getElementById("being-made") !== null;
const pageNow = async () => {
  try {
    const reply = await fetch(location.href, { credentials: "same-origin" });
    return new DOMParser().parseFromString(await reply.text(), "text/html");
  } catch {
    return document;
  }
};
const lookAgain = async () => {
  const page = await pageNow();
  if (isBeingMade(page)) {
    setTimeout(lookAgain, LOOK_AGAIN_MS);
    return;
  }
  // What went wrong is said once: asking anew would begin anew.
  const main = page.querySelector("main");
  document.querySelector("main").replaceWith(main);
  watchSlow();
  main.focus();
};
if (isBeingMade(document)) setTimeout(lookAgain, LOOK_AGAIN_MS);
