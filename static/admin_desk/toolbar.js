// The tools above a text, in our order and words, and below them what is to be said about it.
import { crel, Extension, isMacOS } from "django-prose-editor/editor";

// What can be done

const mark = (name, icon, label, key) => ({
  icon,
  label,
  key,
  inFigures: true,
  run: (commands) => commands.toggleMark(name),
  isOn: (editor) => editor.isActive(name),
});

const block = (name, icon, label, command) => ({
  icon,
  label,
  run: (commands) => commands[command](),
  isOn: (editor) => editor.isActive(name),
});

const step = (icon, label, command, key) => ({
  icon,
  label,
  key,
  inFigures: true,
  run: (commands) => commands[command](),
});

const GROUPS = [
  [
    mark("bold", "format_bold", "Bold", "B"),
    mark("italic", "format_italic", "Italic", "I"),
    mark("underline", "format_underlined", "Underlined", "U"),
    mark("strike", "format_strikethrough", "Struck through"),
    mark("subscript", "subscript", "Subscript"),
    mark("superscript", "superscript", "Superscript"),
  ],
  [
    block("bulletList", "format_list_bulleted", "Bulleted list", "toggleBulletList"),
    block("orderedList", "format_list_numbered", "Numbered list", "toggleOrderedList"),
    block("blockquote", "format_quote", "Quotation", "toggleBlockquote"),
    block("horizontalRule", "horizontal_rule", "Horizontal rule", "setHorizontalRule"),
  ],
  [
    { ...block("link", "insert_link", "Link", "openLink"), key: "K", inFigures: true },
    { ...block("language", "translate", "Language of the text", "openLanguage"), inFigures: true },
    block("table", "grid_on", "Table", "openTable"),
    step("add_photo_alternate", "Picture", "openLibrary"),
  ],
  [step("undo", "Undo", "undo", "Z"), step("redo", "Redo", "redo")],
];

// Shown while the cursor is in a table; in words, because their icons are riddles.
const IN_TABLES = [
  ["Add a row", "addRowAfter"],
  ["Delete the row", "deleteRow"],
  ["Add a column", "addColumnAfter"],
  ["Delete the column", "deleteColumn"],
  ["Header cell", "toggleHeaderCell"],
  ["Merge the cells", "mergeCells"],
  ["Split the cell", "splitCell"],
  ["Delete the table", "deleteTable"],
].map(([label, command]) => ({ label, run: (commands) => commands[command]() }));

const heading = (label, level) => ({
  label,
  run: (commands) => commands.setHeading({ level }),
  isOn: (editor) => editor.isActive("heading", { level }),
});

const KINDS = [
  {
    label: "Paragraph",
    run: (commands) => commands.setParagraph(),
    isOn: (editor) => editor.isActive("paragraph"),
  },
  heading("Heading", 2),
  heading("Subheading", 3),
  heading("Minor heading", 4),
  {
    label: "Code block",
    run: (commands) => commands.setCodeBlock(),
    isOn: (editor) => editor.isActive("codeBlock"),
  },
];

// How it looks

const titled = (label, key) => {
  if (!key) return label;
  return `${label} (${isMacOS() ? "⌘" : "Ctrl+"}${key})`;
};

const buttonOf = (editor, { icon, label, key, run, isOn, inFigures }) => {
  const words = gettext(label);
  const face = icon
    ? crel("span", { className: "material-icons", "aria-hidden": "true" }, [icon])
    : words;
  const button = crel("button", { type: "button", title: titled(words, key) }, [face]);
  if (icon) button.setAttribute("aria-label", words);
  const isPossible = () => (inFigures || !editor.isActive("figure")) && run(editor.can());
  button.addEventListener("click", () => {
    // Not `disabled`: the focus would be lost in the middle of the tools.
    if (isPossible()) run(editor.chain().focus()).run();
  });
  const draw = () => {
    button.setAttribute("aria-disabled", String(!isPossible()));
    if (isOn) button.setAttribute("aria-pressed", String(isOn(editor)));
  };
  return { dom: button, draw };
};

const selectOf = (editor) => {
  const options = KINDS.map(({ label }) => crel("option", { textContent: gettext(label) }));
  const none = crel("option", { textContent: "–", hidden: true });
  const select = crel("select", { "aria-label": gettext("Kind of paragraph") }, [...options, none]);
  select.addEventListener("change", () => {
    KINDS[select.selectedIndex].run(editor.chain().focus()).run();
  });
  const draw = () => {
    const current = KINDS.findIndex(({ isOn }) => isOn(editor));
    select.selectedIndex = current < 0 ? KINDS.length : current;
    select.disabled = current < 0;
  };
  return { dom: select, draw };
};

// One stop for the Tab key; the arrows lead from tool to tool.
const moveByArrows = (bar, editor) => {
  const all = () => [...bar.querySelectorAll("button, select")];
  const reachable = () => all().filter((tool) => !tool.disabled && !tool.parentElement.hidden);
  const stopAt = (chosen) => {
    for (const tool of all()) tool.tabIndex = tool === chosen ? 0 : -1;
  };
  bar.addEventListener("focusin", ({ target }) => stopAt(target));
  bar.addEventListener("keydown", (event) => {
    const tools = reachable();
    const index = tools.indexOf(event.target);
    const next = {
      ArrowRight: (index + 1) % tools.length,
      ArrowLeft: (index - 1 + tools.length) % tools.length,
      Home: 0,
      End: tools.length - 1,
    }[event.key];
    if (next !== undefined) tools[next].focus();
    else if (event.key === "Escape") editor.commands.focus();
    else return;
    event.preventDefault();
  });
  return () => {
    const tools = reachable();
    if (!tools.some((tool) => tool.tabIndex === 0)) stopAt(tools[0]);
  };
};

const noteOf = () => {
  const words = crel("p", { role: "status" });
  const close = crel("button", { type: "button", textContent: gettext("Dismiss"), hidden: true });
  const say = (sentence, { isBusy = false } = {}) => {
    words.textContent = sentence;
    close.hidden = !sentence || isBusy;
    words.parentElement.classList.toggle("said", Boolean(sentence));
  };
  close.addEventListener("click", () => say(""));
  return { dom: crel("div", { className: "editor-note" }, [words, close]), say };
};

export const Toolbar = Extension.create({
  name: "toolbar",

  addStorage() {
    return { say: () => {}, bar: null };
  },

  onCreate() {
    const { editor } = this;
    const kinds = selectOf(editor);
    const groups = GROUPS.map((group) => group.map((tool) => buttonOf(editor, tool)));
    const inTables = IN_TABLES.map((tool) => buttonOf(editor, tool));
    const groupOf = (tools, className) => crel("div", { className }, tools.map(({ dom }) => dom));
    const tables = groupOf(inTables, "editor-tables");
    const bar = crel("div", { className: "editor-tools", role: "toolbar" }, [
      ...[[kinds], ...groups].map((group) => groupOf(group, "editor-group")),
      tables,
    ]);
    bar.setAttribute("aria-label", gettext("Formatting"));
    // A button that is clicked takes the focus from the text; what is typed at once would be lost.
    bar.addEventListener("mousedown", (event) => {
      if (event.target.closest("button")) event.preventDefault();
    });
    const keepReachable = moveByArrows(bar, editor);
    const note = noteOf();
    this.storage.say = note.say;
    this.storage.bar = bar;

    const draw = () => {
      tables.hidden = !editor.isActive("table");
      for (const tool of [kinds, ...groups.flat(), ...(tables.hidden ? [] : inTables)]) tool.draw();
      keepReachable();
    };
    editor.view.dom.before(crel("div", { className: "editor-head" }, [bar, note.dom]));
    editor.on("transaction", draw);
    draw();
  },

  addKeyboardShortcuts() {
    return {
      "Alt-F10": () => {
        this.storage.bar.querySelector("[tabindex='0']").focus();
        return true;
      },
    };
  },
});
