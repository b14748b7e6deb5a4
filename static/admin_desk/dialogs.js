// What the tools ask first: where a link leads, how large a table is, which language words are in.
import { crel, Extension } from "django-prose-editor/editor";

// Opens a dialog and gives what was typed, `"other"` for its third button, or null where it was
// left.
const ask = ({ title, fields, submit, other }) => {
  const refusal = crel("p", { className: "errornote", role: "alert", hidden: true });
  const inputs = fields.map(({ label: _label, refuse: _refuse, options, ...attributes }) =>
    options ? selectOf(options, attributes) : crel("input", attributes),
  );
  const rows = fields.map(({ label }, index) =>
    crel("label", {}, [crel("span", { textContent: label }), inputs[index]]),
  );
  const button = (textContent, attributes) => crel("button", { textContent, ...attributes });
  const buttons = [
    button(submit, { className: "button default" }),
    button(gettext("Cancel"), { className: "button", type: "button", value: "" }),
    ...(other ? [button(other, { className: "button", type: "button", value: "other" })] : []),
  ];
  const form = crel("form", { method: "dialog", noValidate: true }, [
    crel("h2", { textContent: title }),
    refusal,
    ...rows,
    crel("div", { className: "editor-dialog-buttons" }, buttons),
  ]);
  const dialog = crel("dialog", { className: "editor-dialog", "aria-label": title }, [form]);

  const typed = () =>
    Object.fromEntries(
      inputs.map((input) => [
        input.name,
        input.type === "checkbox" ? input.checked : input.value.trim(),
      ]),
    );
  form.addEventListener("submit", (event) => {
    const wrong = fields.findIndex(({ name, refuse }) => refuse?.(typed()[name]));
    if (wrong < 0) {
      dialog.returnValue = "typed";
      return;
    }
    event.preventDefault();
    refusal.textContent = fields[wrong].refuse(typed()[fields[wrong].name]);
    refusal.hidden = false;
    inputs[wrong].setAttribute("aria-invalid", "true");
    inputs[wrong].focus();
  });
  for (const each of buttons.slice(1)) {
    each.addEventListener("click", () => dialog.close(each.value));
  }
  document.body.append(dialog);
  dialog.showModal();

  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve({ typed: typed(), other: "other" }[dialog.returnValue] ?? null);
    });
  });
};

const selectOf = (options, { value, ...attributes }) => {
  const choices = options.map(([code, textContent]) => crel("option", { value: code, textContent }));
  const select = crel("select", attributes, choices);
  if (value) select.value = value;
  return select;
};

// Links

// The address as it is kept: people type `www.example.edu.cn` and `office@example.edu.cn`.
const addressFrom = (typed) => {
  if (/^(https?:\/\/|mailto:|tel:)[^\s]+$/i.test(typed)) return typed;
  if (/^(\/(?![/\\])|#)[^\s]*$/.test(typed)) return typed;
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(typed)) return `mailto:${typed}`;
  if (/^[^\s@:/]+\.[^\s@:/.]{2,}(:\d+)?([/?#]\S*)?$/.test(typed)) return `https://${typed}`;
  return "";
};

const refuseAddress = (typed) =>
  addressFrom(typed)
    ? ""
    : gettext(
        "This is no address: write one such as https://www.example.edu.cn/ or an e-mail address.",
      );

const askForLink = async (editor) => {
  const isLink = editor.isActive("link");
  if (isLink) editor.commands.extendMarkRange("link");
  const hasWords = !editor.state.selection.empty;
  const address = {
    name: "address",
    label: gettext("Address (URL)"),
    value: editor.getAttributes("link").href ?? "",
    autocomplete: "off",
    inputMode: "url",
    refuse: refuseAddress,
  };
  const words = { name: "words", label: gettext("Words of the link (empty: the address)") };
  const answer = await ask({
    title: gettext("Link"),
    fields: hasWords ? [address] : [address, words],
    submit: gettext("Apply"),
    other: isLink ? gettext("Remove the link") : "",
  });
  const chain = editor.chain().focus();
  if (answer === "other") chain.unsetLink();
  else if (answer && hasWords) chain.setLink({ href: addressFrom(answer.address) });
  else if (answer) {
    const marks = [{ type: "link", attrs: { href: addressFrom(answer.address) } }];
    chain.insertContent({ type: "text", text: answer.words || answer.address, marks });
    chain.unsetMark("link"); // what is typed next is no link
  }
  chain.run();
};

// Tables

const askForTable = async (editor) => {
  const size = (name, label, value) => ({
    name,
    label,
    value,
    type: "number",
    min: 1,
    max: 30,
    refuse: (typed) =>
      /^([1-9]|[12]\d|30)$/.test(typed) ? "" : gettext("Rows and columns: a number from 1 to 30."),
  });
  const answer = await ask({
    title: gettext("Table"),
    fields: [
      size("rows", gettext("Rows"), 3),
      size("columns", gettext("Columns"), 3),
      {
        name: "header",
        label: gettext("The first row holds the headings"),
        type: "checkbox",
        checked: true,
      },
    ],
    submit: gettext("Insert table"),
  });
  const chain = editor.chain().focus();
  if (answer) {
    const { rows, columns, header } = answer;
    chain.insertTable({ rows: Number(rows), cols: Number(columns), withHeaderRow: header });
  }
  chain.run();
};

// Languages

// Without a selection it is the marked stretch around the cursor, else the whole paragraph.
const selectStretch = (editor) => {
  if (editor.isActive("language")) editor.commands.extendMarkRange("language");
  const { empty, $from } = editor.state.selection;
  if (empty) editor.commands.setTextSelection({ from: $from.start(), to: $from.end() });
};

const askForLanguage = async (editor) => {
  const isMarked = editor.isActive("language");
  const { languages } = editor.storage.language;
  const own = editor.storage.inPlace.textarea.lang.toLowerCase();
  selectStretch(editor);
  const answer = await ask({
    title: gettext("Language of the text"),
    fields: [
      {
        name: "code",
        label: gettext("These words are written in"),
        options: languages.filter(([code]) => code.toLowerCase() !== own),
        value: editor.getAttributes("language").lang,
      },
    ],
    submit: gettext("Apply"),
    other: isMarked ? gettext("Remove the mark") : "",
  });
  const chain = editor.chain().focus();
  if (answer === "other") chain.unsetMark("language");
  else if (answer) chain.setMark("language", { lang: answer.code });
  chain.run();
};

export const Dialogs = Extension.create({
  name: "dialogs",
  priority: 1000, // its keys come before those of the package

  addCommands() {
    // A moment later: the chain of commands in which it is called must be through first.
    const opened = (dialog, isPossible) => () => (context) => {
      if (context.dispatch) queueMicrotask(() => dialog(context.editor));
      return isPossible(context);
    };
    return {
      openLink: opened(askForLink, ({ can }) => can().setMark("link")),
      openLanguage: opened(askForLanguage, ({ can }) => can().setMark("language")),
      openTable: opened(askForTable, ({ editor }) => !editor.isActive("table")),
    };
  },

  addKeyboardShortcuts() {
    return { "Mod-k": () => this.editor.commands.openLink() };
  },
});
