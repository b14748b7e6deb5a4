// Django's fields that search while one types get the name of their label, which it forgets.
"use strict";
(() => {
  const PARTS = ".select2-selection, [role=textbox], [role=searchbox], [role=combobox]";

  const nameParts = (select) => {
    const name = document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.textContent.trim();
    for (const part of select.parentElement.querySelectorAll(PARTS)) {
      if (name) part.setAttribute("aria-label", name);
    }
  };

  // The parts appear beside their field at some moment after the page is there.
  const watch = (within) => {
    for (const select of within.querySelectorAll("select.admin-autocomplete[id]")) {
      nameParts(select);
      new MutationObserver(() => nameParts(select)).observe(select.parentElement, { childList: true });
    }
  };

  watch(document);
  document.addEventListener("formset:added", (event) => watch(event.target));
})();
