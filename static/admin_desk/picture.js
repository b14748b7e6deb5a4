// The page of a picture: its focal point by click, and either a description or none.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("image_form");
  if (!form) return;
  const { focal_x: x, focal_y: y, is_decorative: choice, upload } = form.elements;

  const place = form.querySelector("[data-focal]");
  if (place && x) {
    const focal = window.newsFocal.attach(place, { x, y });
    const row = place.closest(".form-row");
    row.hidden = place.hidden;
    upload.addEventListener("change", async () => {
      // What the browser cannot show, the server may still take, or refuse in a sentence.
      const bitmap = await createImageBitmap(upload.files[0]).catch(() => null);
      if (bitmap) focal.preview(bitmap);
      row.hidden = place.hidden;
    });
  }

  const showChoice = () => {
    for (const row of form.querySelectorAll("[class*=field-alt_]")) row.hidden = Boolean(choice.value);
  };
  if (choice) {
    form.addEventListener("change", showChoice);
    showChoice();
  }
});
