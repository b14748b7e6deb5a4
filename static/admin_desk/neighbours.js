// The other language's text stays open, or closed, as the translator left it.
"use strict";
{
  const place = (details) =>
    `neighbour:${location.pathname}:${details.closest(".desk").id}:${details.dataset.language}`;

  for (const details of document.querySelectorAll(".neighbour")) {
    try {
      details.open = sessionStorage.getItem(place(details)) === "open";
      details.addEventListener("toggle", () =>
        sessionStorage.setItem(place(details), details.open ? "open" : "closed"),
      );
    } catch {
      // A browser that keeps nothing: closed at first.
    }
  }
}
