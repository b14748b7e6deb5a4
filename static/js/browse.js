// Counts one browse of this page and shows the fresh number, silent when anything is in its way: the
// number that came with the page stays. And copies the address of the page.
"use strict";
(() => {
  const shown = document.querySelector("[data-browse-times]");
  if (!shown || navigator.webdriver) return;

  // Tells two readers behind one address apart, as long as the tab is open.
  const token = () => {
    try {
      let kept = sessionStorage.getItem("sid");
      if (!kept) {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        kept = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
        sessionStorage.setItem("sid", kept);
      }
      return kept;
    } catch {
      return "";
    }
  };

  // The name of the site that led here; never which page of it, or what was searched for there.
  const referrer = () => {
    try {
      const { protocol, host, origin } = new URL(document.referrer);
      return /^https?:$/.test(protocol) && host !== location.host ? origin : "";
    } catch {
      return "";
    }
  };

  // Of those who ask not to be known, nothing is made, read or sent.
  const told = () => {
    if (navigator.globalPrivacyControl || navigator.doNotTrack === "1") return [];
    return Object.entries({ "X-Sid": token(), "X-Ref": referrer() }).filter(([, value]) => value);
  };

  const count = async () => {
    try {
      const asked = { method: "POST", keepalive: true, headers: told() };
      const answer = await fetch(shown.dataset.browseTimes, asked);
      if (!answer.ok) return;
      const { browse_times: times } = await answer.json();
      // As the server writes it. Intl would first load all it knows: 40 ms, and nothing moves.
      shown.textContent = String(times).replace(/\B(?=(\d{3})+$)/g, ",");
    } catch {}
  };

  // A page made ready in the background, or opened in a hidden tab, has not been read yet.
  const countWhenSeen = () => {
    if (document.prerendering) {
      document.addEventListener("prerenderingchange", countWhenSeen, { once: true });
    } else if (document.visibilityState !== "visible") {
      document.addEventListener("visibilitychange", countWhenSeen, { once: true });
    } else {
      count();
    }
  };

  countWhenSeen();
  addEventListener("pageshow", (event) => {
    if (event.persisted) countWhenSeen();
  });
})();

// Copies the address of the page. Where the browser does not let us, it is shown instead.
(() => {
  const place = document.querySelector(".copy");
  if (!place) return;
  const [button, said] = place.children;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const address = document.querySelector("[rel=canonical]").href;
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = button.dataset.copied;
      setTimeout(() => said.replaceChildren(), 4000);
    } catch {
      said.textContent = address;
    }
  });
})();
