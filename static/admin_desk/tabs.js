// One language at a time: the links above the texts become tabs. Without this all stand below
// each other.
"use strict";
{
  const texts = document.querySelector(".story-texts");
  const list = document.getElementById("languages");
  const tabs = [...list.querySelectorAll("[data-language]")];
  const languages = tabs.map((tab) => tab.dataset.language);
  const form = texts.closest("form");
  const place = `open-language:${location.pathname}`;

  const remembered = () => {
    try {
      return sessionStorage.getItem(place);
    } catch {
      return null; // a browser that keeps nothing
    }
  };

  const remember = (language) => {
    history.replaceState(history.state, "", `#${language}`);
    try {
      sessionStorage.setItem(place, language);
    } catch {
      // It opens in the reader's language next time.
    }
  };

  const open = (language) => {
    for (const tab of tabs) {
      const isOpen = tab.dataset.language === language;
      tab.setAttribute("aria-selected", String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
    }
    for (const panel of texts.querySelectorAll(".desk")) {
      panel.hidden = panel.dataset.language !== language;
    }
    form.dataset.language = language;
    form.dispatchEvent(new CustomEvent("language:opened", { detail: language }));
  };

  const choose = (language) => {
    open(language);
    remember(language);
  };

  const toOpen = () => {
    if (list.querySelector(".language-wrong")) return texts.dataset.opened;
    const asked = [location.hash.slice(1), remembered()];
    return asked.find((language) => languages.includes(language)) ?? texts.dataset.opened;
  };

  list.setAttribute("role", "tablist");
  for (const tab of tabs) {
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", tab.dataset.language);
    const panel = document.getElementById(tab.dataset.language);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
  }
  form.classList.add("has-tabs");

  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(tab.dataset.language);
  });

  list.addEventListener("keydown", (event) => {
    const here = tabs.indexOf(event.target.closest("[role=tab]"));
    const last = tabs.length - 1;
    const to = {
      ArrowRight: here === last ? 0 : here + 1,
      ArrowLeft: here === 0 ? last : here - 1,
      Home: 0,
      End: last,
      " ": here,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    tabs[to].focus();
    choose(languages[to]);
  });

  addEventListener("hashchange", () => {
    const language = location.hash.slice(1);
    if (languages.includes(language)) open(language);
  });

  open(toOpen());
  if (location.hash.slice(1) === form.dataset.language) remember(form.dataset.language);
}
