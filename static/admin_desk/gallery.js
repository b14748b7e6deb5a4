// Pictures one after another are a gallery: here, as on the page, they stand side by side.
import { Extension, pm } from "django-prose-editor/editor";

const { Plugin } = pm.state;
const { Decoration, DecorationSet } = pm.view;

const isFigure = (node) => node.type.name === "figure";

// The places of figures in a row, in every block that may hold some.
const rowsIn = (doc) => {
  const rows = [];
  const look = (parent, start) => {
    let row = [];
    parent.forEach((node, offset) => {
      if (isFigure(node)) row.push({ from: start + offset, to: start + offset + node.nodeSize });
      else {
        rows.push(row);
        row = [];
        look(node, start + offset + 1);
      }
    });
    rows.push(row);
  };
  look(doc, 0);
  return rows.filter((row) => row.length > 1);
};

// Of an odd number the first stands across, the others in pairs.
const decorationsOf = (row) =>
  row.map(({ from, to }, index) => {
    const place = index + (row.length % 2);
    const side = place === 1 && row.length % 2 ? "across" : place % 2 ? "second" : "first";
    return Decoration.node(from, to, { class: `in-gallery ${side}` });
  });

const sideBySide = new Plugin({
  state: {
    init: (_config, { doc }) => DecorationSet.create(doc, rowsIn(doc).flatMap(decorationsOf)),
    apply: ({ docChanged, doc }, before) =>
      docChanged ? DecorationSet.create(doc, rowsIn(doc).flatMap(decorationsOf)) : before,
  },
  props: {
    decorations(state) {
      return this.getState(state);
    },
  },
});

export const Gallery = Extension.create({
  name: "gallery",

  addProseMirrorPlugins() {
    return [sideBySide];
  },
});
