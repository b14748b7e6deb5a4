// Publishing and withdrawing ask first: the page that asks, in a window over the form.
"use strict";
{
  const { form, isSaved } = window.newsStory;
  const dialog = document.createElement("dialog");
  const words = JSON.parse(document.getElementById("story-words").textContent);
  const note = form.querySelector(".bar-note");
  dialog.className = "question";
  dialog.setAttribute("aria-labelledby", "question-heading");
  document.body.append(dialog);

  // Saves the form as its button would. The address of the question says that all went well.
  const askServer = async (button) => {
    const sent = new URLSearchParams(new FormData(form));
    sent.append(button.name, button.value);
    const answer = await fetch(form.action || location.href, { method: "POST", body: sent });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return {
      question: page.getElementById("question-form"),
      heading: page.querySelector("h1"),
      messages: page.querySelector(".messagelist"), // shown once: no later page has them
    };
  };

  const show = ({ question, heading, messages }) => {
    const title = document.createElement("h2");
    title.id = "question-heading";
    title.textContent = heading.textContent;
    title.tabIndex = -1;
    title.autofocus = true; // Not a button: a key held too long must not answer.
    dialog.replaceChildren(...[title, messages, question].filter(Boolean));
    dialog.showModal();
  };

  // Everything is saved by now, and the form behind is older than that: it is opened anew.
  const goBack = (link) => {
    const address = new URL(link.href);
    address.hash = "";
    location.assign(address.href.replace(/#$/, ""));
  };

  // What is fetched fires no `submit`: whoever holds that back is asked by this.
  const mayBeSent = () =>
    form.dispatchEvent(new CustomEvent("story:sending", { cancelable: true }));

  const ask = async (button) => {
    if (!mayBeSent()) return;
    form.inert = true;
    try {
      const found = await askServer(button);
      if (!found.question) {
        // Refused: sent once more as any other form, it shows what is wrong and where.
        form.inert = false;
        form.requestSubmit(button);
        return;
      }
      isSaved();
      form.dispatchEvent(new CustomEvent("story:saved"));
      form.inert = false;
      show(found);
    } catch {
      form.inert = false;
      note.textContent = words.unreachable;
    }
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-asks]");
    if (!button) return;
    event.preventDefault();
    ask(button);
  });

  dialog.addEventListener("click", (event) => {
    const link = event.target.closest("a.button");
    if (!link) return;
    event.preventDefault();
    goBack(link);
  });

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    goBack(dialog.querySelector("a.button"));
  });
}
