// "Add a link": one more row of the links in the foot, a copy of the empty one.
"use strict";
(() => {
  for (const links of document.querySelectorAll(".foot-links[data-prefix]")) {
    const button = links.querySelector(".add-link");
    const total = links.querySelector(`[name="${links.dataset.prefix}-TOTAL_FORMS"]`);
    if (!button) continue;

    button.hidden = false;
    button.addEventListener("click", () => {
      const index = Number(total.value);
      const row = links.querySelector("template").content.cloneNode(true).firstElementChild;
      for (const element of row.querySelectorAll("*")) {
        for (const attribute of element.attributes) {
          attribute.value = attribute.value.replace("__prefix__", index);
        }
      }
      const legend = row.querySelector("legend");
      legend.textContent = legend.textContent.replace("__number__", index + 1);
      links.querySelector(".foot-link-rows").append(row);
      total.value = index + 1;
      row.querySelector("input").focus();
    });
  }
})();
