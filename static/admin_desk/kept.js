// What is typed is kept in the browser until it is saved, for the day the browser or the line
// breaks. Each reader of this machine is offered only what they wrote themselves.
"use strict";
{
  const PREFIX = "kept-story:";
  const LONGEST = 30 * 24 * 60 * 60 * 1000; // milliseconds
  const editors = new WeakMap();

  document.addEventListener("prose-editor:ready", ({ detail }) => {
    editors.set(detail.textarea, detail.editor);
  });

  /** Reads or writes what the browser keeps; a browser that keeps nothing is no mistake. */
  const attempt = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  const forget = (key) => attempt(() => localStorage.removeItem(key));

  const forgetSaved = () => {
    const sent = attempt(() => sessionStorage.getItem("sent-story"));
    if (!sent || !document.querySelector(".messagelist .saved")) return;
    forget(sent);
    attempt(() => sessionStorage.removeItem("sent-story"));
  };

  const forgetOld = () =>
    attempt(() => {
      for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
        if (Date.now() - JSON.parse(localStorage[key]).at > LONGEST) forget(key);
      }
    });

  /** By name, every field as it stands; of a list also the words of what is chosen. */
  const snapshot = (story) => {
    const chosen = {};
    for (const list of story.form.querySelectorAll("select[name]")) {
      chosen[list.name] = [...list.selectedOptions].map(({ value, text }) => [value, text]);
    }
    return { at: Date.now(), fields: story.fields(), chosen };
  };

  // Of the rows of old addresses only what is written in them counts, and what begins like the
  // second was never typed.
  const OLD_PATH = /^old_addresses-\d+-path$/;
  const isTyped = ([name, value]) =>
    OLD_PATH.test(name)
      ? value !== ""
      : !/^(old_addresses-|initial-)|_(base|shown|choice)$|^form_key$/.test(name);
  const typed = (fields) => JSON.stringify(fields.filter(isTyped));
  const bases = (fields) => JSON.stringify(fields.filter(([name]) => name.endsWith("_base")));

  const choose = (list, chosen) => {
    for (const [value, text] of chosen) {
      if (![...list.options].some((option) => option.value === value)) {
        list.add(new Option(text, value));
      }
    }
    const values = chosen.map(([value]) => value);
    for (const option of list.options) option.selected = values.includes(option.value);
  };

  const fill = (field, values, chosen) => {
    if (field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.matches("select")) choose(field, chosen[field.name] ?? []);
    else field.value = values[0] ?? "";
    editors.get(field)?.commands.setContent(field.value);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const isKept = ({ name, type }) =>
    name &&
    name !== "csrfmiddlewaretoken" &&
    !name.startsWith("old_addresses-") &&
    !["submit", "button"].includes(type);

  /** Old addresses that are not there go into empty rows: rows come and go by themselves. */
  const takeUpRows = (form, fields) => {
    const paths = () => [...form.elements].filter(({ name }) => OLD_PATH.test(name));
    for (const [name, value] of fields.filter(([each]) => OLD_PATH.test(each))) {
      if (!value || paths().some((field) => field.value === value)) continue;
      if (!paths().some((field) => field.value === "")) {
        form.querySelector("#old_addresses-group .add-row a")?.click();
      }
      const field = paths().find((each) => each.value === "");
      if (!field) return;
      field.value = value;
      const language = fields.find(([each]) => each === name.replace(/path$/, "language"));
      form.elements[field.name.replace(/path$/, "language")].value = language?.[1] ?? "";
      field.closest("details")?.setAttribute("open", "");
    }
  };

  /** The form as it was, also what it was opened with: the server then sees who was faster. */
  const takeUp = (form, { fields, chosen }) => {
    const valuesOf = (wanted) => fields.filter(([name]) => name === wanted).map(([, value]) => value);
    for (const picker of form.querySelectorAll("[data-picker]")) {
      const detail = valuesOf(picker.dataset.name).filter(Boolean);
      picker.dispatchEvent(new CustomEvent("picker:restore", { detail }));
    }
    for (const field of [...form.elements].filter(isKept)) {
      if (!field.closest("[data-picker]")) fill(field, valuesOf(field.name), chosen);
    }
    takeUpRows(form, fields);
  };

  const momentOf = (at) => {
    const isToday = new Date(at).toDateString() === new Date().toDateString();
    const form = isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
    return new Intl.DateTimeFormat(document.documentElement.lang, form).format(at);
  };

  const offer = ({ box, kept, key, story }) => {
    const words = JSON.parse(document.getElementById("story-words").textContent);
    const isBehind = bases(kept.fields) !== bases(story.fields());
    const sentence = isBehind ? words.kept_behind : words.kept;
    box.querySelector("p").textContent = sentence.replace("{moment}", momentOf(kept.at));
    box.hidden = false;
    const close = () => {
      box.hidden = true;
      story.form.querySelector(".desk:not([hidden]) input:not([type=hidden])")?.focus();
    };
    box.querySelector("[name=take]").addEventListener("click", () => {
      takeUp(story.form, kept);
      story.look();
      close();
    });
    box.querySelector("[name=drop]").addEventListener("click", () => {
      forget(key);
      close();
    });
  };

  const keep = ({ story, key }) => {
    let hasKept = false;
    let isSaved = false;
    story.form.addEventListener("story:looked", ({ detail }) => {
      if (isSaved) return;
      if (detail.unsaved) {
        hasKept = true;
        attempt(() => localStorage.setItem(key, JSON.stringify(snapshot(story))));
      } else if (hasKept) {
        forget(key);
      }
    });
    story.form.addEventListener("submit", () =>
      attempt(() => sessionStorage.setItem("sent-story", key)),
    );
    story.form.addEventListener("story:saved", () => {
      isSaved = true;
      forget(key);
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    forgetSaved();
    forgetOld();
    const box = document.getElementById("kept-text");
    const story = window.newsStory;
    if (!box || !story) return;
    const key = `${PREFIX}${box.dataset.owner}:${box.dataset.story}`;
    const kept = attempt(() => JSON.parse(localStorage.getItem(key)));
    keep({ story, key });
    // A refused form shows what was kept, and beside it what others saved.
    const isRefused = story.form.querySelector(".errornote");
    if (kept && !isRefused && typed(kept.fields) !== typed(story.fields())) offer({ box, kept, key, story });
    else story.look();
  });
}
