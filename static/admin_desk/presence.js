// Tells the desk that this story is open here, and the writer who else has it open.
"use strict";
{
  const box = document.getElementById("presence");
  const form = document.getElementById("article_form");
  const EVERY = 30_000; // milliseconds; the desk takes a form for closed after 75 seconds
  let touchedAt = Date.now();
  let stays = false;

  /** What the desk wants to know: who writes, and with what numbers the form was opened. */
  const message = (extra) => {
    const fields = form.querySelectorAll(
      "[name=csrfmiddlewaretoken], [name$=_base], [name$=_shown]",
    );
    const known = [...fields].map(({ name, value }) => [name, value]);
    return new URLSearchParams([...known, ...Object.entries(extra)]);
  };

  const tell = ({ open = [], saved = [], active = [] }) => {
    const status = box.querySelector("[role=status]");
    const sentences = [...saved, ...open];
    const told = [...status.children].map(({ textContent }) => textContent);
    // Written anew only when something is new: a screen reader reads every change aloud.
    if (sentences.join("\n") !== told.join("\n")) {
      status.replaceChildren(
        ...sentences.map((sentence) => {
          const line = document.createElement("p");
          line.textContent = sentence;
          return line;
        }),
      );
    }
    box.querySelector(".presence-activity").textContent = active.join(" ");
    box.toggleAttribute("data-news", sentences.length > 0);
  };

  const say = async () => {
    const idle = Math.round((Date.now() - touchedAt) / 1000);
    try {
      // The way to the sign-in page is not followed: it would answer as if all were well.
      const answer = await fetch(box.dataset.door, {
        method: "POST",
        body: message({ idle }),
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect") tell({ saved: [box.dataset.signedOut] });
      else if ([403, 404].includes(answer.status)) tell({ saved: [box.dataset.gone] });
      else if (answer.ok) tell(await answer.json());
    } catch {
      // The line is down: the next message may get through.
    }
  };

  if (box && form) {
    for (const kind of ["input", "keydown", "pointerdown"]) {
      document.addEventListener(kind, () => (touchedAt = Date.now()), { passive: true });
    }
    // Who saves and goes on is still here; only "Save" leads away.
    form.addEventListener("submit", ({ submitter }) => (stays = submitter?.name !== "_save"));
    addEventListener("pagehide", () => {
      if (!stays) navigator.sendBeacon(box.dataset.door, message({ leaving: "yes" }));
    });
    addEventListener("pageshow", ({ persisted }) => {
      stays = false;
      if (persisted) say();
    });
    setInterval(say, EVERY);
    say();
  }
}
