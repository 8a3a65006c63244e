// Marking from the keyboard alone. The page works without this file.
"use strict";
{
  const form = document.getElementById("grading");
  const live = document.getElementById("said");
  const keys = document.getElementById("keys");
  // What the page has to say first of all, and hasn't yet.
  const first = { words: "", timer: 0 };
  const say = (text) => {
    clearTimeout(first.timer);
    live.textContent = [first.words, text].filter(Boolean).join(" ");
    first.words = "";
  };
  const OFF = "second-reading-marking-keys-off";
  // Some browsers have no storage to use; the keys are on there.
  const stored = (act) => {
    try {
      return act(localStorage);
    } catch {
      return null;
    }
  };

  // What a page says while it loads is not read out; what is put in afterwards is.
  const saved = document.getElementById("saved");
  const progress = document.getElementById("progress");
  if (saved) {
    first.words = `${saved.textContent} ${progress.textContent}.`;
    first.timer = setTimeout(say, 300, "");
  }

  if (form) {
    const criteria = [...form.querySelectorAll(".criterion")];
    const radios = (criterion) => [...criterion.querySelectorAll("input")];
    const chosen = (criterion) => radios(criterion).find((radio) => radio.checked);
    const name = (criterion) => criterion.querySelector("legend").textContent.trim();
    const comment = document.getElementById("comment");
    const save = document.getElementById("save");
    const use = document.getElementById("use-keys");

    for (const radio of criteria.flatMap(radios)) {
      if (!radio.dataset.key) continue;
      const key = Object.assign(document.createElement("kbd"), { textContent: radio.dataset.key });
      // For the eye: the points are said already.
      key.setAttribute("aria-hidden", "true");
      radio.parentElement.append(key);
    }
    keys.hidden = false;
    use.checked = !stored((shelf) => shelf.getItem(OFF));
    use.addEventListener("change", () =>
      stored((shelf) => (use.checked ? shelf.removeItem(OFF) : shelf.setItem(OFF, "1"))));

    // Behind the last criterion a number is more likely a slip than a change of mind.
    const current = () =>
      criteria.find((criterion) => criterion.contains(document.activeElement)) ||
      criteria.find((criterion) => !chosen(criterion)) ||
      (document.activeElement === document.body ? criteria[0] : null);
    const choose = (criterion, key) => {
      const radio = radios(criterion).find((one) => one.dataset.key === key);
      if (!radio) {
        say(`${name(criterion)} has no level ${key}.`);
        return;
      }
      radio.checked = true;
      const next = criteria[criteria.indexOf(criterion) + 1];
      (next ? chosen(next) || radios(next)[0] : save).focus();
      const level = radio.parentElement.querySelector(".level-words").textContent.trim();
      say(`${name(criterion)}: ${level}. ${next ? `Next: ${name(next)}.` : "Enter saves."}`);
    };

    const typing = ({ target }) => target.matches("textarea, input:not([type=radio], [type=checkbox])");
    const acts = ({ target }) => target.closest("a, button, summary, [type=checkbox]");
    document.addEventListener("keydown", (event) => {
      const held = event.ctrlKey || event.metaKey;
      if (event.isComposing || event.altKey || event.repeat || !use.checked) return;
      if (event.key === "Enter" && (held || !(typing(event) || acts(event)))) {
        event.preventDefault();
        form.requestSubmit(save);
      } else if (held || typing(event) || event.target.matches("select")) {
        return;
      } else if (event.key === "?") {
        keys.open = !keys.open;
        keys.querySelector("summary").focus();
      } else if (/^[0-9]$/.test(event.key) && current()) {
        event.preventDefault();
        choose(current(), event.key);
      }
    });

    form.addEventListener("click", (event) => {
      const pick = event.target.closest(".pick");
      if (!pick) return;
      event.preventDefault();
      if (!comment.value.includes(pick.value)) {
        comment.value = [comment.value, pick.value].filter(Boolean).join("\n");
      }
      say(`Comment: ${comment.value}`);
      comment.focus();
    });

    // What is chosen or written and not sent would be lost with the page, and so would what was
    // sent but could not be kept.
    let sent = false;
    const changed = ({ type, checked, defaultChecked, value, defaultValue }) =>
      type === "radio" ? checked !== defaultChecked : value !== defaultValue;
    const fields = [...form.querySelectorAll("input, textarea")];
    window.addEventListener("beforeunload", (event) => {
      if (!sent && ("unsaved" in form.dataset || fields.some(changed))) event.preventDefault();
    });

    form.addEventListener("submit", () => {
      sent = true;
      // A double click must not save the next response as well.
      setTimeout(() => (save.disabled = true));
    });
    window.addEventListener("pageshow", () => {
      sent = false;
      save.disabled = false;
    });
    const points = document.getElementById("points");
    if (points) points.focus();
  }
}
