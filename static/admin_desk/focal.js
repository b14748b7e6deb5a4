// The point of a picture that must stay in sight, by click, by dragging or by arrow keys.
"use strict";

{
  const STEP = 0.01;
  const LEAP = 0.1;
  const inside = (part) => Math.min(1, Math.max(0, Math.round(part * 100) / 100));

  const LARGEST = 1200; // pixels that a preview has at most

  /** The file before it is uploaded; drawn, because the policy allows no picture of its address. */
  const drawn = (bitmap) => {
    const canvas = document.createElement("canvas");
    const scale = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
    [canvas.width, canvas.height] = [bitmap.width * scale, bitmap.height * scale];
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas;
  };

  /** Ties the preview within `root` to the two number fields, which stay what is posted. */
  const attach = (root, { x, y }) => {
    const picture = root.querySelector(".focal-picture");
    const mark = root.querySelector(".focal-mark");
    let [whole, crop] = [picture.querySelector("img"), root.querySelector(".focal-window img")];

    const point = () => ({ left: inside(Number(x.value)), top: inside(Number(y.value)) });

    const draw = () => {
      const { left, top } = point();
      const [fromLeft, fromTop] = [Math.round(left * 100), Math.round(top * 100)];
      mark.style.left = `${fromLeft}%`;
      mark.style.top = `${fromTop}%`;
      crop.style.objectPosition = `${fromLeft}% ${fromTop}%`;
      mark.setAttribute(
        "aria-label",
        mark.dataset.label.replace("{x}", fromLeft).replace("{y}", fromTop),
      );
    };

    const move = (left, top) => {
      x.value = inside(left);
      y.value = inside(top);
      for (const field of [x, y]) field.dispatchEvent(new Event("input", { bubbles: true }));
    };

    const moveTo = (event) => {
      const box = whole.getBoundingClientRect();
      move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    };

    picture.addEventListener("click", (event) => {
      if (event.target === mark || x.matches(":disabled")) return;
      moveTo(event);
      mark.focus({ preventScroll: true });
    });
    mark.addEventListener("pointerdown", (event) => mark.setPointerCapture(event.pointerId));
    mark.addEventListener("pointermove", (event) => {
      if (mark.hasPointerCapture(event.pointerId)) moveTo(event);
    });
    mark.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? LEAP : STEP;
      const { left, top } = point();
      const moves = {
        ArrowLeft: [left - step, top],
        ArrowRight: [left + step, top],
        ArrowUp: [left, top - step],
        ArrowDown: [left, top + step],
      };
      if (!moves[event.key]) return;
      event.preventDefault();
      move(...moves[event.key]);
    });
    for (const field of [x, y]) field.addEventListener("input", draw);

    root.querySelector(".focal-crop").hidden = false;
    mark.hidden = false;
    draw();
    return {
      draw,
      show: (address, { width, height }) => {
        whole.src = crop.src = address;
        [whole.width, whole.height] = [width, height];
      },
      preview: (bitmap) => {
        const [newWhole, newCrop] = [drawn(bitmap), drawn(bitmap)];
        whole.replaceWith(newWhole);
        crop.replaceWith(newCrop);
        [whole, crop] = [newWhole, newCrop];
        root.hidden = false;
        draw();
      },
    };
  };

  window.newsFocal = { attach };
}
