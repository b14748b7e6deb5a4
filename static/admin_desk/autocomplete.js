// Django's fields that search while one types get the name of their label, which it forgets.
"use strict";
(() => {
  const nameFields = (within) => {
    for (const select of within.querySelectorAll("select.admin-autocomplete[id]")) {
      const name = within.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.textContent.trim();
      const shown = select.parentElement.querySelectorAll(
        ".select2-selection, [role=textbox], [role=searchbox], [role=combobox]",
      );
      if (name) for (const part of shown) part.setAttribute("aria-label", name);
    }
  };

  // After the scripts that make these fields: jQuery calls them in a task of its own, which may
  // come when everything is loaded already.
  addEventListener("load", () => setTimeout(() => nameFields(document)));
  document.addEventListener("formset:added", (event) => setTimeout(() => nameFields(event.target)));
})();
