// A picture or files of the library beside their real inputs: chosen, dropped, pasted, taken away.
"use strict";

{
  const tell = (place) => place.dispatchEvent(new Event("change", { bubbles: true }));

  /** Files that are dropped on the picker, or pasted while something in it has the focus. */
  const takeFiles = (picker, take) => {
    picker.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      picker.classList.add("is-over");
    });
    picker.addEventListener("dragleave", (event) => {
      if (!picker.contains(event.relatedTarget)) picker.classList.remove("is-over");
    });
    picker.addEventListener("drop", (event) => {
      picker.classList.remove("is-over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      take([...event.dataTransfer.files]);
    });
    picker.addEventListener("paste", (event) => {
      if (!event.clipboardData.files.length) return;
      event.preventDefault();
      take([...event.clipboardData.files]);
    });
  };

  /** The label of the field names the group of buttons: the input it stood for is not seen. */
  const name = (picker) => {
    const label = picker.closest(".form-row, .flex-container, .field")?.querySelector("label, legend");
    picker.setAttribute("role", "group");
    if (label) picker.setAttribute("aria-label", label.textContent.trim().replace(/[:：]$/, ""));
  };

  /** Numbers that a browser kept: what they stand for is asked anew, and what is gone is left out. */
  const restore = (picker, put) => {
    picker.addEventListener("picker:restore", async ({ detail: numbers }) => {
      for (const number of numbers) {
        const headers = { Accept: "application/json" };
        const answer = await fetch(`${picker.dataset.rows}${number}/`, { headers }).catch(() => null);
        if (answer?.ok) put(await answer.json());
      }
    });
  };

  const preparePicture = (picker) => {
    const input = picker.querySelector("input");
    const shown = picker.querySelector(".picker-shown");
    const button = (what) => picker.querySelector(`[data-${what}]`);
    const [choose, describe, remove] = ["choose", "describe", "remove"].map(button);

    const draw = (picture) => {
      for (const place of [shown, describe, remove]) place.hidden = !picture;
      choose.textContent = picture ? choose.dataset.filled : choose.dataset.empty;
      if (!picture) return;
      picker.querySelector("img").src = picture.thumbnail;
      for (const line of picker.querySelectorAll("[data-alt]")) {
        const words = picture.words[line.dataset.alt];
        const alt = line.querySelector(".picker-alt");
        alt.textContent = words || line.dataset.missing;
        alt.classList.toggle("is-missing", !words);
        line.hidden = picture.is_decorative;
      }
      picker.querySelector("[data-decorative]").hidden = !picture.is_decorative;
    };

    const put = (picture) => {
      const before = input.value;
      input.value = picture?.id ?? "";
      draw(picture);
      if (input.value !== before) tell(input);
    };

    const ask = async (options) => {
      const picture = await window.newsLibrary.choosePicture(options);
      if (picture) put(picture);
    };

    choose.addEventListener("click", () => ask({}));
    describe.addEventListener("click", () => ask({ id: input.value }));
    remove.addEventListener("click", () => {
      put(null);
      choose.focus();
    });
    takeFiles(picker, (files) => ask({ files: files.slice(0, 1) }));
    picker.addEventListener("picker:restore", () => put(null));
    restore(picker, put);
    input.type = "hidden";
  };

  const prepareFiles = (picker) => {
    const list = picker.querySelector(".picker-list");
    const choose = picker.querySelector("[data-choose]");

    const prepare = (line) => {
      const remove = line.querySelector("[data-remove]");
      line.querySelector("input").hidden = true;
      remove.hidden = false;
      remove.addEventListener("click", () => {
        line.remove();
        tell(picker);
        choose.focus();
      });
    };

    const put = (file) => {
      if (list.querySelector(`input[value="${file.id}"]`)) return;
      const line = picker.querySelector("template").content.cloneNode(true).querySelector("li");
      const input = line.querySelector("input");
      [input.name, input.value] = [picker.dataset.name, file.id];
      line.querySelector(".picker-title").textContent = file.title;
      line.querySelector(".picker-kind").textContent = file.kind;
      line.querySelector(".picker-size").textContent = file.size;
      line.querySelector("[data-remove] .visually-hidden").textContent = ` ${file.title}`;
      list.append(line);
      prepare(line);
      tell(picker);
    };

    const ask = async (options) => {
      const file = await window.newsLibrary.chooseFile(options);
      if (file) put(file);
      return file;
    };

    choose.addEventListener("click", () => ask({}));
    takeFiles(picker, async (files) => {
      for (const file of files) if (!(await ask({ files: [file] }))) break;
    });
    restore(picker, put);
    list.querySelectorAll("li").forEach(prepare);
  };

  const prepare = { picture: preparePicture, files: prepareFiles };

  document.addEventListener("DOMContentLoaded", () => {
    for (const picker of document.querySelectorAll("[data-picker]")) {
      name(picker);
      prepare[picker.dataset.picker](picker);
      picker.querySelector(".picker-buttons").hidden = false;
    }
  });
}
