// Leaving a story with unsaved words asks first, and a refused form opens at its first error.
"use strict";
(() => {
  const form = document.getElementById("article_form");
  if (!form) return;

  const firstWrong = form.querySelector(".errors, .errorlist");
  // What a refused form shows again has not been saved either.
  let isUnsaved = Boolean(firstWrong);
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => (isUnsaved = true));
  form.addEventListener("submit", () => (isUnsaved = false));
  addEventListener("beforeunload", (event) => {
    if (isUnsaved) event.preventDefault();
  });

  if (firstWrong) {
    firstWrong.scrollIntoView({ block: "center" });
    firstWrong.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
  }
})();
