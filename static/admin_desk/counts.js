// How long a text is, counted as the server counts it, and said before it is too long.
"use strict";
{
  const words = JSON.parse(document.getElementById("story-words").textContent);
  // Characters that nobody sees, as articles/text/titles.py leaves them out.
  const UNSEEN =
    /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\p{Cs}]/gu;

  const lengthOf = (text) =>
    [...text.replace(UNSEEN, "").normalize("NFC").split(/[\s\u0085]+/).filter(Boolean).join(" ")]
      .length;

  const said = (count, { limit, good }) => {
    const template =
      count > limit ? words.count_full : count > good ? words.count_good : words.count;
    return template.replace("{count}", count).replace("{good}", good).replace("{limit}", limit);
  };

  for (const input of document.querySelectorAll("[data-limit]")) {
    const limits = { limit: Number(input.dataset.limit), good: Number(input.dataset.good) };
    const shown = document.createElement("p");
    const spoken = document.createElement("p");
    shown.className = "count";
    shown.setAttribute("aria-hidden", "true");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    input.closest(".field").append(shown, spoken);

    const count = () => {
      const length = lengthOf(input.value);
      const isNear = length > Math.min(limits.good, limits.limit * 0.9);
      shown.textContent = length ? said(length, limits) : "";
      shown.classList.toggle("count-long", length > limits.good);
      shown.classList.toggle("count-full", length > limits.limit);
      // Only near the limit: a number after each letter would drown the text.
      spoken.textContent = isNear ? said(length, limits) : "";
    };
    input.addEventListener("input", count);
    count();
  }
}
