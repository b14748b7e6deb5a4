// The editor under our policy and in the language of the admin.
"use strict";

{
  // A style attribute would be refused, loudly, the moment pasted HTML is parsed.
  const styleAttribute = /(<[a-z][^<>]*?)\sstyle\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi;
  const withoutStyles = (html) => html.replace(styleAttribute, "$1");

  const translateButtons = (menubar) => {
    for (const button of menubar.querySelectorAll("[title]")) {
      button.title = gettext(button.title);
      button.setAttribute("aria-label", gettext(button.getAttribute("aria-label")));
    }
  };

  const translateMenu = (editor, textarea) => {
    const menubar = textarea.closest(".prose-editor").querySelector(".prose-menubar");
    for (const option of menubar.querySelectorAll(".prose-menubar__option > *")) {
      option.textContent = gettext(option.textContent);
    }
    translateButtons(menubar);
    // The menu of block types shows a fresh copy of a button after each step.
    editor.on("transaction", () => translateButtons(menubar));
  };

  document.addEventListener("prose-editor:ready", (event) => {
    const { editor, textarea } = event.detail;
    const { editorProps } = editor.options;
    editor.setOptions({ editorProps: { ...editorProps, transformPastedHTML: withoutStyles } });
    editor.view.dom.lang = textarea.lang;
    editor.on("create", () => translateMenu(editor, textarea));
  });
}
