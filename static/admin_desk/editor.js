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
    return [new pm.state.Plugin({ props: { attributes: attributesOf(textarea) } })];
  },

  onCreate() {
    for (const label of this.storage.textarea.labels) {
      label.addEventListener("click", () => this.editor.commands.focus());
    }
  },
});
