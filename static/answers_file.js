// What is only on this device: offered to the teacher once the attempt is closed, and as a file
// where there is no connection at all. Runs after quiz.js, on an attempt's page and its review.
"use strict";
const attemptPath = location.pathname.replace(/\/review$/, "");
const late = find("late");
const fileState = find("file-state");

// ---- What it is: [item id, slot -> value] ----

const onShelf = () => {
  const start = `answer ${attemptPath} `;
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(start))
      .map((key) => [key.slice(start.length), JSON.parse(localStorage.getItem(key)).given]);
  } catch {
    return [];
  }
};
const onlyHere = () => (late ? onShelf() : unsaved().map((item) => [item.id, read(item)]));
const numberOf = (id) => {
  const number = find(id) && find(id).querySelector(".number");
  return number ? number.textContent : id;
};
const namesOf = (answers) => {
  const order = [...document.querySelectorAll(".question")].map(({ id }) => id);
  const ids = answers.map(([id]) => id).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return ids.map(numberOf).join(", ");
};

// ---- The file, which quiz/exchange/answers_file.py reads ----

const checksum = (texts) =>
  texts.reduce((n, text) => [...`${text}\n`].reduce((m, c) => (m * 33 + c.codePointAt(0)) >>> 0, n), 1);
const asFile = (answers) => {
  const attempt = attemptPath.split("/").pop();
  const texts = answers.flatMap(([id, slots]) => [id, ...Object.entries(slots).flat()]);
  return JSON.stringify({
    format: "second-reading-answers 1",
    attempt,
    quiz: (late || find("answers-file")).dataset.quiz,
    answers: answers.map(([item, slots]) => ({ item, slots })),
    checksum: checksum([attempt, ...texts]),
  });
};
const saveFile = () => {
  const href = URL.createObjectURL(new Blob([asFile(onlyHere())], { type: "application/json" }));
  const name = `answers-${attemptPath.split("/").pop().slice(0, 8)}.json`;
  const link = make("a", { href, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
  say(fileState, `Saved as ${name}, among your downloads. Give it to your teacher. It isn’t handed in yet.`);
};
if (find("save-file")) find("save-file").addEventListener("click", saveFile);

// ---- On the attempt's page ----

const offerFile = (shown) => {
  find("answers-file").hidden = !shown;
  if (shown) say(find("file-names"), namesOf(onlyHere()));
};
// Closed, and this browser keeps nothing: what is here would be gone with the page.
const stayShut = () => {
  shelf.shut = true;
  unsaved().forEach((item) => tell(item, "refused", "", "Not saved: the quiz was closed before."));
  offerFile(true);
  find("answers-file").open = true;
  say(find("time-left"), "The quiz is closed. What isn’t saved is only on this page: save a file first.");
  find("save-file").focus();
};

// ---- On the review ----

const forget = (problems) => {
  for (const [id] of onShelf()) {
    if (!(id in problems)) localStorage.removeItem(`answer ${attemptPath} ${id}`);
  }
};
const sendLate = async () => {
  const button = find("send-late");
  button.disabled = true;
  say(fileState, "Sending…");
  try {
    const response = await fetch(`${attemptPath}/late`, {
      method: "POST",
      body: new URLSearchParams({ answers: asFile(onShelf()) }),
      headers: { "X-CSRFToken": late.dataset.token, "X-Autosave": "1" },
      redirect: "error",
      signal: AbortSignal.timeout && AbortSignal.timeout(15000),
    });
    if (response.status >= 500 || response.status === 429) throw response;
    const { message, problems } = await response.json();
    const words = Object.entries(problems || {}).map(([id, why]) => `${numberOf(id)}: ${why}`);
    say(fileState, [message, ...words].join(" "));
    if (response.ok) forget(problems);
    button.hidden = response.ok;
    find("save-file").hidden = response.ok;
    find("only-here").hidden = !onShelf().length;
    if (onShelf().length) nameLate();
  } catch {
    say(fileState, "No connection to the laptop. Nothing is lost: try again, or save a file.");
    find("save-file").hidden = false;
  }
  button.disabled = false;
};
const nameLate = () => {
  const answers = onShelf();
  const these = answers.length === 1 ? "1 answer is" : `${answers.length} answers are`;
  say(find("late-names"), `${these} only on this device: ${namesOf(answers)}.`);
};
const showLate = () => {
  late.hidden = !onShelf().length;
  if (!late.hidden) nameLate();
};
if (late) {
  showLate();
  if (find("send-late")) find("send-late").addEventListener("click", sendLate);
  else find("forget-late").addEventListener("click", () => {
    forget({});
    showLate();
  });
}
