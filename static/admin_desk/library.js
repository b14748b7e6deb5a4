// The library in a dialog: look for a picture or a file, upload one, give it words, take it.
"use strict";

{
  // Where the server keeps the dialogs, in the language of the reader.
  const addresses = { ...document.currentScript.dataset };
  const TYPING_PAUSE = 300; // milliseconds without a key before the search begins

  class Refused extends Error {
    constructor(errors) {
      super(Object.values(errors).join(" "));
      this.errors = errors;
    }
  }

  class Library {
    constructor(dialog) {
      this.dialog = dialog;
      this.shelf = dialog.dataset.shelf;
      this.words = dialog.dataset;
      this.token = dialog.querySelector("[name=csrfmiddlewaretoken]").value;
      this.grid = dialog.querySelector(".library-grid");
      this.search = dialog.querySelector(".library-search");
      this.more = dialog.querySelector(".library-more");
      this.status = dialog.querySelector(".library-status");
      this.details = dialog.querySelector(".library-details");
      this.file = dialog.querySelector(".library-file");
      this.progress = dialog.querySelector("progress");
      this.rows = new Map();
      this.listen();
    }

    listen() {
      const { dialog } = this;
      dialog.querySelector(".library-close").addEventListener("click", () => dialog.close());
      dialog.querySelector(".library-back").addEventListener("click", () => this.backToAll());
      dialog.addEventListener("close", () => this.finish());
      this.search.addEventListener("submit", (event) => {
        event.preventDefault();
        this.list(1);
      });
      this.search.addEventListener("input", () => {
        clearTimeout(this.pause);
        this.pause = setTimeout(() => this.list(1), TYPING_PAUSE);
      });
      this.more.addEventListener("click", () => this.list(this.page + 1));
      this.grid.addEventListener("keydown", (event) => this.walk(event));
      this.details.addEventListener("submit", (event) => {
        event.preventDefault();
        this.take();
      });
      this.details.addEventListener("change", () => this.showChoice());
      if (this.file) this.listenForFiles();
      const focal = this.details.querySelector("[data-focal]");
      if (focal) {
        const { focal_x: x, focal_y: y } = this.details.elements;
        this.focal = window.newsFocal.attach(focal, { x, y });
      }
    }

    listenForFiles() {
      const { dialog, file } = this;
      file.addEventListener("change", () => {
        const chosen = [...file.files];
        file.value = ""; // so that the same file can be chosen again after an error
        this.upload(chosen);
      });
      dialog.addEventListener("paste", (event) => {
        if (!event.clipboardData.files.length) return;
        event.preventDefault();
        this.upload([...event.clipboardData.files]);
      });
      dialog.addEventListener("dragover", (event) => {
        event.preventDefault();
        dialog.classList.add("is-over");
      });
      dialog.addEventListener("dragleave", (event) => {
        if (!dialog.contains(event.relatedTarget)) dialog.classList.remove("is-over");
      });
      dialog.addEventListener("drop", (event) => {
        event.preventDefault();
        dialog.classList.remove("is-over");
        this.upload([...event.dataTransfer.files]);
      });
    }

    // From the page and back to it

    /** Resolves with the row that was taken, or with null; `id` names one to begin with. */
    open({ language, files = [], id } = {}) {
      if (this.dialog.open) return Promise.resolve(null);
      this.language = language || document.documentElement.lang;
      this.taken = null;
      this.search.reset();
      this.showErrors({});
      this.backToAll();
      this.putFirst(this.language);
      this.dialog.showModal();
      if (files.length) this.upload([...files]);
      if (id) this.begin(id);
      this.list(1);
      return new Promise((resolve) => (this.resolve = resolve));
    }

    async begin(id) {
      try {
        this.choose(await this.fetch(`${this.words.rows}${id}/`));
      } catch (refusal) {
        this.showErrors({ upload: refusal.message });
      }
    }

    finish() {
      this.request?.abort();
      this.resolve?.(this.taken);
      this.resolve = null;
    }

    /** The fields of the language that is being written stand before the others. */
    putFirst(language) {
      for (const group of this.details.querySelectorAll(".library-group")) {
        const first = group.querySelector(`[data-language="${language}"]`);
        if (first) group.prepend(first);
      }
    }

    // The list

    async list(page) {
      clearTimeout(this.pause);
      const query = new URLSearchParams({ q: this.search.elements.q.value, page });
      const asked = (this.asked = {}); // of several answers only that to the last question counts
      try {
        const found = await this.fetch(`${this.words.rows}?${query}`);
        if (asked !== this.asked) return;
        if (page === 1) this.empty();
        this.page = page;
        for (const row of found[this.shelf]) this.add(row);
        this.more.hidden = !found.more;
        this.tellNumber();
      } catch (refusal) {
        if (asked === this.asked) this.status.textContent = refusal.message;
      }
    }

    empty() {
      this.grid.replaceChildren();
      this.rows.clear();
    }

    tellNumber() {
      const count = this.rows.size;
      this.status.textContent = count
        ? (this.more.hidden ? this.words.shown : this.words.more).replace("{count}", count)
        : this.words.nothing;
    }

    add(row, { isFirst = false } = {}) {
      const old = this.grid.querySelector(`[data-id="${row.id}"]`);
      const item = old || document.createElement("li");
      item.dataset.id = row.id;
      item.replaceChildren(this.button(row));
      this.rows.set(row.id, row);
      if (!old) isFirst ? this.grid.prepend(item) : this.grid.append(item);
    }

    button(row) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "library-item";
      button.setAttribute("aria-pressed", String(this.chosen?.id === row.id));
      if (row.thumbnail) {
        const image = new Image();
        [image.src, image.alt, image.loading] = [row.thumbnail, "", "lazy"];
        button.append(image);
      } else {
        button.append(this.line("library-kind", row.kind));
      }
      button.append(this.line("library-title", row.title), this.line("library-size", row.size));
      button.addEventListener("click", () => this.choose(this.rows.get(row.id)));
      return button;
    }

    line(name, words) {
      const line = document.createElement("span");
      [line.className, line.textContent] = [name, words];
      return line;
    }

    /** Arrow keys go through the grid as it is seen. */
    walk(event) {
      const items = [...this.grid.querySelectorAll(".library-item")];
      const here = items.indexOf(document.activeElement);
      if (here < 0) return;
      const top = items[0].offsetTop;
      const columns = items.findIndex((item) => item.offsetTop > top);
      const row = columns > 0 ? columns : items.length;
      const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row };
      const ends = { Home: 0, End: items.length - 1 };
      const there = event.key in ends ? ends[event.key] : here + (steps[event.key] ?? NaN);
      if (!items[there]) return;
      event.preventDefault();
      items[there].focus();
    }

    // Uploading

    /** One after the other; the last one is shown. */
    async upload(files) {
      if (!this.file) return;
      for (const file of files) {
        this.showErrors({});
        try {
          const row = await this.send(file);
          this.add(row, { isFirst: true });
          this.tellNumber();
          this.choose(row);
        } catch (refusal) {
          this.backToAll();
          this.showErrors({ upload: refusal.message });
          return;
        }
      }
    }

    send(file) {
      if (file.size > Number(this.words.largest)) throw new Refused({ upload: this.words.tooLarge });
      const body = new FormData();
      body.append("csrfmiddlewaretoken", this.token);
      body.append("upload", file);
      // A file needs a title in some language; its own name is a beginning.
      const title = this.details.elements[`title_${this.language.replace("-", "_")}`];
      if (title) body.append(title.name, file.name.replace(/\.[^.]*$/, "").slice(0, 200));
      this.status.textContent = this.words.uploading.replace("{name}", file.name);
      return this.post(this.words.rows, body);
    }

    /** By XMLHttpRequest: `fetch` does not tell how far an upload is. */
    post(address, body) {
      const request = (this.request = new XMLHttpRequest());
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        this.progress.value = loaded / total;
        if (loaded === total) this.status.textContent = this.words.working;
      });
      this.progress.value = 0;
      this.progress.hidden = false;
      return new Promise((resolve, reject) => {
        request.addEventListener("loadend", () => {
          this.progress.hidden = true;
          this.status.textContent = "";
          try {
            resolve(this.read(request.status, request.responseText));
          } catch (refusal) {
            reject(refusal);
          }
        });
        request.open("POST", address);
        request.setRequestHeader("Accept", "application/json");
        request.send(body);
      });
    }

    async fetch(address, options = {}) {
      const headers = { Accept: "application/json" };
      const answer = await fetch(address, { ...options, headers }).catch(() => null);
      return this.read(answer?.status ?? 0, (await answer?.text()) ?? "");
    }

    read(status, text) {
      let answer = null;
      try {
        answer = JSON.parse(text);
      } catch {
        // A page instead of an answer: of a server before ours, or none at all.
      }
      if (status >= 200 && status < 300 && answer) return answer;
      throw new Refused(answer?.errors || { __all__: this.words.broken });
    }

    // One row and its words

    choose(row) {
      this.chosen = row;
      for (const item of this.grid.querySelectorAll(".library-item")) {
        const isChosen = Number(item.parentNode.dataset.id) === row.id;
        item.setAttribute("aria-pressed", String(isChosen));
      }
      this.showErrors({});
      this.fill(row);
      this.details.hidden = false;
      this.dialog.classList.add("has-choice");
      this.details.scrollTop = 0;
      this.firstField()?.focus({ preventScroll: true });
    }

    /** Where writing begins: at the words that are missing, in the language first in line. */
    firstField() {
      const fields = [...this.details.querySelectorAll("[data-language] input")];
      return fields.find((field) => !field.disabled && field.offsetParent) ||
        this.details.querySelector(".library-take button");
    }

    fill(row) {
      for (const [name, value] of Object.entries(row.words)) {
        const field = this.details.elements[name];
        if (field) field.value = value;
      }
      this.details.querySelector(".library-note").textContent = row.note || "";
      this.focal?.show(row.picture, row);
      this.focal?.draw();
      const stored = this.details.querySelector(".library-stored");
      if (stored) stored.textContent = `${row.kind} · ${row.size}`;
      this.showChoice();
      this.before = new FormData(this.details);
    }

    /** A decorative picture has no words to fill in. */
    showChoice() {
      const { is_decorative: choice } = this.details.elements;
      if (!choice) return;
      for (const field of this.details.querySelectorAll("[class*=field-alt_]")) {
        field.hidden = Boolean(choice.value);
      }
    }

    changes() {
      const typed = [...new FormData(this.details)];
      return typed.filter(([name, value]) => value !== this.before.get(name));
    }

    backToAll() {
      const id = this.chosen?.id;
      this.chosen = null;
      this.details.hidden = true;
      this.dialog.classList.remove("has-choice");
      const item = this.grid.querySelector(`[data-id="${id}"] .library-item`);
      item?.setAttribute("aria-pressed", "false");
      item?.focus();
    }

    async take() {
      if (this.isSaving) return;
      this.showErrors({});
      this.tellSaving(true);
      try {
        const changes = this.changes();
        const row = changes.length ? await this.save(this.chosen, changes) : this.chosen;
        this.taken = this.inLanguage(row);
        this.dialog.close();
      } catch (refusal) {
        this.showErrors(refusal.errors);
      } finally {
        this.tellSaving(false);
      }
    }

    /** Only what was changed here: the rest may have been changed by somebody else meanwhile. */
    save(row, changes) {
      const body = new FormData();
      for (const [name, value] of changes) body.append(name, value);
      body.append("csrfmiddlewaretoken", this.token);
      return this.fetch(`${this.words.rows}${row.id}/`, { method: "POST", body });
    }

    /** Another focal point takes a second or two: all crops are made anew. */
    tellSaving(isSaving) {
      this.isSaving = isSaving;
      const place = this.details.querySelector(".library-saving");
      place.textContent = isSaving ? place.dataset.saving : "";
    }

    inLanguage(row) {
      const said = (name) => row.words[`${name}_${this.language.replace("-", "_")}`] ?? "";
      const { credit, is_decorative: decorative } = row.words;
      return {
        ...row,
        alt: said("alt"),
        caption: said("caption"),
        credit,
        is_decorative: Boolean(decorative),
      };
    }

    showErrors(errors) {
      for (const place of this.dialog.querySelectorAll("[data-error]")) {
        const { error: name } = place.dataset;
        place.textContent = errors[name] || "";
        const field = this.details.elements[name];
        field?.setAttribute?.("aria-invalid", String(Boolean(errors[name])));
        field?.setAttribute?.("aria-errormessage", place.id);
      }
      this.dialog.querySelector("[aria-invalid=true]")?.focus();
    }
  }

  // The dialogs come from the server when they are first needed, and stay.

  const libraries = {};

  const load = async (shelf) => {
    const answer = await fetch(addresses[shelf]).catch(() => null);
    if (!answer?.ok) {
      const refusal = await answer?.json().catch(() => null);
      throw new Refused(refusal?.errors || { __all__: addresses.broken });
    }
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const dialog = holder.content.querySelector("dialog");
    document.body.append(dialog);
    return new Library(dialog);
  };

  const open = async (shelf, options) => {
    libraries[shelf] ??= load(shelf);
    try {
      return (await libraries[shelf]).open(options);
    } catch (refusal) {
      delete libraries[shelf];
      window.alert(refusal.message);
      return null;
    }
  };

  window.newsLibrary = {
    choosePicture: (options) => open("pictures", options),
    chooseFile: (options) => open("files", options),
  };
}
