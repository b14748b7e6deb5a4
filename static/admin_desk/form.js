// The story in the browser: what has not been saved yet, and what a key must not do.
"use strict";
{
  const form = document.getElementById("article_form");
  const note = form.querySelector(".bar-note");
  const firstWrong =
    form.querySelector(".field.errors, .conflict") ??
    form.querySelector(".errorlist, .errornote");
  let isLeaving = false;
  // Who goes back to the form of a new story gets an empty one: what the browser would put into it
  // was saved, and would make a second story. What was not saved is kept by kept.js.
  form.autocomplete = "off";

  /** What would be sent now, by name; not what only proves who sends it. */
  const fields = () =>
    [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const written = () => JSON.stringify(fields());

  // What a refused form shows again has not been saved either.
  let saved = firstWrong ? null : written();
  const isUnsaved = () => written() !== saved;

  const look = () => {
    if (!note) return; // who may only look has nothing to save
    const unsaved = isUnsaved();
    form.toggleAttribute("data-unsaved", unsaved);
    const words = unsaved ? note.dataset.unsaved : "";
    if (note.textContent !== words) note.textContent = words;
    form.dispatchEvent(new CustomEvent("story:looked", { detail: { unsaved } }));
  };

  let waiting = 0;
  const lookSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 200);
  };

  const isSaved = () => {
    isLeaving = true;
  };

  window.newsStory = { form, fields, isUnsaved, isSaved, look };

  if (note) {
    // Some fields are changed by scripts that tell nobody, after a click or in another window.
    for (const kind of ["input", "change"]) form.addEventListener(kind, lookSoon);
    for (const kind of ["click", "keyup"]) document.addEventListener(kind, lookSoon);
    addEventListener("focus", lookSoon);
    form.addEventListener("submit", isSaved);
    addEventListener("beforeunload", (event) => {
      if (!isLeaving && isUnsaved()) event.preventDefault();
    });
    addEventListener("pageshow", () => (isLeaving = false));
    look();
  }

  form.addEventListener("keydown", (event) => {
    const isLine = event.target.matches("input:not([type=submit], [type=button]), [data-line]");
    if (event.key === "Enter" && isLine) event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    const isSave = event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey);
    if (!isSave || event.altKey || event.shiftKey || !note) return;
    event.preventDefault();
    form.querySelector("[name=_continue]").click();
  });

  const firstField = (place) =>
    place.querySelector("input:not([type=hidden]), select, textarea, button");

  if (firstWrong) {
    // When all is loaded: the language in the address is looked up last, and takes the focus.
    addEventListener("load", () => {
      firstWrong.scrollIntoView({ block: "center" });
      firstField(firstWrong)?.focus({ preventScroll: true });
    });
  } else if (document.getElementById("kept-text").dataset.story === "new") {
    firstField(form.querySelector(".desk:not([hidden])"))?.focus();
  }
}
