// Words in another language than the text around them, so that they are read out and set rightly.
import { Mark } from "django-prose-editor/editor";

export const Language = Mark.create({
  name: "language",
  priority: 500, // within a link, around all other marks

  addOptions() {
    return { languages: [] }; // pairs of a code and its name, as the server keeps them
  },

  addStorage() {
    return { languages: this.options.languages };
  },

  addAttributes() {
    return { lang: { default: null } };
  },

  parseHTML() {
    const codes = new Set(this.options.languages.map(([code]) => code));
    return [{ tag: "span[lang]", getAttrs: ({ lang }) => codes.has(lang) && null }];
  },

  renderHTML({ HTMLAttributes }) {
    return ["span", HTMLAttributes, 0];
  },
});
