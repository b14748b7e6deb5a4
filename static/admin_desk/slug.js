// The web address follows the title until somebody writes another one.
"use strict";
for (const address of document.querySelectorAll(".address[data-door]")) {
  const slug = address.querySelector("input");
  const title = document.getElementById(address.dataset.title);
  if (!slug || !title) continue;

  let waiting = 0;
  let newest = 0;
  let follows = true;

  const ask = async () => {
    const question = ++newest;
    try {
      const answer = await fetch(`${address.dataset.door}?title=${encodeURIComponent(title.value)}`);
      const found = await answer.json();
      // A slow answer must not overwrite a newer one, nor what somebody typed meanwhile.
      if (question !== newest || !follows) return;
      slug.value = found.slug;
      slug.dispatchEvent(new Event("change", { bubbles: true }));
    } catch {
      // Left as it is: an empty address is made from the title when the text is saved.
    }
  };

  title.addEventListener("input", () => {
    if (!follows) return;
    // Until the answer is there: what is sent empty is made from the title.
    slug.value = "";
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  });
  slug.addEventListener("input", () => {
    follows = slug.value.trim() === "";
  });
}
