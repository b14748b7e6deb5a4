// The page of a picture: its focal point by click, and either a description or none.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("image_form");
  if (!form) return;
  const { focal_x: x, focal_y: y, is_decorative: choice } = form.elements;

  const focal = form.querySelector("[data-focal]");
  if (focal && x) window.newsFocal.attach(focal, { x, y });

  const showChoice = () => {
    for (const row of form.querySelectorAll("[class*=field-alt_]")) row.hidden = Boolean(choice.value);
  };
  if (choice) {
    form.addEventListener("change", showChoice);
    showChoice();
  }
});
