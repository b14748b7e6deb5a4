// The rich text in the place of its textarea: same language, same label, same errors.
import { Extension, pm } from "django-prose-editor/editor";

const attributesOf = (textarea) => {
  const found = { lang: textarea.lang, "aria-multiline": "true" };
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) found[name] = textarea.getAttribute(name);
  }
  const [label] = textarea.labels;
  if (label) {
    label.id ||= `${textarea.id}_label`;
    found["aria-labelledby"] = label.id;
  }
  return found;
};

// What is written is kept out from under the tools above and the bar below.
const COVERED = { top: 140, bottom: 150, left: 0, right: 0 };

export const InPlace = Extension.create({
  name: "inPlace",

  addStorage() {
    return { textarea: null };
  },

  onBeforeCreate() {
    this.storage.textarea = this.editor.options.element.querySelector("textarea");
  },

  addProseMirrorPlugins() {
    const textarea = this.editor.options.element.querySelector("textarea");
    const attributes = attributesOf(textarea);
    const props = { attributes, scrollThreshold: COVERED, scrollMargin: COVERED };
    return [new pm.state.Plugin({ props })];
  },

  onCreate() {
    for (const label of this.storage.textarea.labels) {
      label.addEventListener("click", () => this.editor.commands.focus());
    }
  },
});
