// The page where files with questions are chosen. It works without this file, which says what was
// chosen, refuses at once what is too much, and shows that the files are being read.
"use strict";
const form = document.getElementById("bringing");
const field = document.getElementById("files");
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
const inWords = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

const problem = (files) => {
  const { largest, most } = form.dataset;
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (files.length > Number(most)) return `That is more than ${most} files. Choose fewer.`;
  if (bytes <= Number(largest)) return "";
  return `The files have ${inWords(bytes)} together, and ${inWords(Number(largest))} is the most. Choose fewer.`;
};
const show = () => {
  const files = [...field.files];
  const list = document.getElementById("chosen");
  list.replaceChildren(
    ...files.map(({ name, size }) => make("li", { textContent: `${name} (${inWords(size)})`, dir: "auto" })),
  );
  list.hidden = files.length < 2;
  document.getElementById("refused").textContent = problem(files);
};
const begin = (event) => {
  if (problem([...field.files])) {
    event.preventDefault();
    field.focus();
    return;
  }
  // Not disabled before the browser has sent the form.
  setTimeout(() => (form.querySelector("button").disabled = true));
  document
    .getElementById("reading-on")
    .replaceChildren(
      make("p", { textContent: "The files are being read. Thousands of questions take some seconds." }),
      make("progress", { ariaLabel: "Reading the files" }),
    );
};
const end = () => {
  form.querySelector("button").disabled = false;
  document.getElementById("reading-on").replaceChildren();
};

field.addEventListener("change", show);
field.addEventListener("dragover", () => field.classList.add("is-over"));
for (const name of ["dragleave", "drop"]) {
  field.addEventListener(name, () => field.classList.remove("is-over"));
}
form.addEventListener("submit", begin);
// Back from the next page, the form is as it was.
window.addEventListener("pageshow", end);
show();
