// A picture of the library within the text: seen as on the page, its caption written in place.
import { crel, Node, pm } from "django-prose-editor/editor";

const { NodeSelection, Plugin, TextSelection } = pm.state;
const { Decoration, DecorationSet } = pm.view;

const NUMBER = /^[1-9][0-9]{0,17}$/;

// What the library says of its pictures, asked once per page. "gone" is an answer too.

const answers = new Map();
const drawn = new Set();

const ask = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (answer.status === 404) return "gone";
  const said = await answer.json();
  if (!answer.ok) throw new Error(Object.values(said.errors).join(" "));
  return said;
};

const pictureAt = (address) => {
  if (!answers.has(address)) {
    const answer = ask(address);
    answer.catch(() => answers.delete(address));
    answers.set(address, answer);
  }
  return answers.get(address);
};

const forget = (address) => {
  answers.delete(address);
  for (const view of drawn) if (view.address === address) view.draw();
};

// Where a figure is

const figureAround = ({ selection }) => {
  const { $from, node } = selection;
  if (node?.type.name === "figure") return { node, pos: selection.from };
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name === "figure") {
      return { node: $from.node(depth), pos: $from.before(depth) };
    }
  }
  return null;
};

const captionOfSelection = ({ selection: { $from, empty } }) =>
  empty && $from.parent.type.name === "caption" ? $from : null;

// A point of a list begins with words, for one, and not with a picture.
const mayChangePlaces = ($pos, step) => {
  const children = [...$pos.parent.content.content];
  const [moved] = children.splice($pos.index(), 1);
  children.splice($pos.index() + step, 0, moved);
  return $pos.parent.type.validContent(pm.model.Fragment.from(children));
};

// To undo it leaves what was typed before.
const ownStep = (tr) => pm.history.closeHistory(tr);

const select = (pos) => ({ tr, dispatch }) => {
  if (dispatch) tr.setSelection(NodeSelection.create(tr.doc, pos)).scrollIntoView();
  return true;
};

const choosePicture = async (editor) => {
  const picture = await newsLibrary.choosePicture({ language: languageOf(editor) });
  editor.commands.focus();
  if (picture) editor.commands.insertFigure(picture.id);
};

const languageOf = (editor) => editor.storage.inPlace.textarea.lang;

// How it looks

const TOOLS = [
  ["swap_horiz", "Another picture", (view) => view.openLibrary()],
  ["edit", "Its words and focal point", (view) => view.openLibrary({ id: view.node.attrs.image })],
  ["add_photo_alternate", "Add a picture beside it", ({ editor }) => editor.commands.openLibrary()],
  ["arrow_upward", "Move up", ({ editor }) => editor.commands.moveFigure(-1)],
  ["arrow_downward", "Move down", ({ editor }) => editor.commands.moveFigure(1)],
  ["delete", "Remove the picture", ({ editor }) => editor.commands.removeFigure()],
];

class FigureView {
  constructor({ node, getPos, editor, library, language }) {
    Object.assign(this, { node, getPos, editor, library, language });
    this.plate = crel("div", { className: "figure-plate", contentEditable: "false" });
    this.contentDOM = crel("div", { className: "figure-words" });
    this.facts = crel("div", { className: "figure-facts", contentEditable: "false" });
    this.tools = this.toolbar();
    this.dom = crel("figure", {}, [this.plate, this.contentDOM, this.facts, this.tools]);
    this.plate.addEventListener("click", () => this.select());
    drawn.add(this);
    this.draw();
  }

  get address() {
    return `${this.library}${this.node.attrs.image}/`;
  }

  toolbar() {
    const buttons = TOOLS.map(([icon, label, run]) => {
      const said = gettext(label);
      const face = crel("span", { className: "material-icons", "aria-hidden": "true" }, [icon]);
      const button = crel("button", { type: "button", title: said, "aria-label": said }, [face]);
      button.addEventListener("click", () => {
        this.select();
        run(this);
      });
      return button;
    });
    const tools = crel("div", { className: "figure-tools", contentEditable: "false" }, buttons);
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", gettext("Picture"));
    tools.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.select();
    });
    return tools;
  }

  select() {
    const pos = this.getPos();
    if (pos === undefined) return; // it is no longer in the text
    this.editor.chain().focus(null, { scrollIntoView: false }).command(select(pos)).run();
  }

  // The library opens at the picture with this number, or at its list.
  async openLibrary({ id } = {}) {
    const picture = await newsLibrary.choosePicture({ language: this.language, id });
    forget(this.address);
    if (picture) this.editor.commands.exchangeFigure(picture.id);
    this.select();
  }

  // The caption may be empty: then the page prints the library's own.
  drawPlaceholder(caption) {
    const sentence = caption
      ? gettext("Caption (empty: “{caption}”)").replace("{caption}", () => caption)
      : gettext("Caption (empty: the one of the library)");
    this.contentDOM.dataset.placeholder = this.node.textContent ? "" : sentence;
    this.libraryCaption = caption;
  }

  async draw() {
    const { address } = this;
    this.drawPlaceholder(this.libraryCaption);
    try {
      const picture = await pictureAt(address);
      if (address !== this.address) return; // exchanged meanwhile
      if (picture === "gone") this.drawGone();
      else this.drawPicture(picture);
    } catch {
      this.drawSentence(gettext("The picture cannot be shown: the library did not answer."));
    }
  }

  drawGone() {
    this.drawSentence(
      gettext("This picture is no longer in the library: choose another one, or remove it."),
    );
    this.drawPlaceholder("");
  }

  drawSentence(sentence) {
    this.plate.replaceChildren(crel("p", { className: "figure-gone", textContent: sentence }));
    this.facts.replaceChildren();
  }

  drawPicture({ picture, width, height, words }) {
    const key = this.language.replaceAll("-", "_");
    const alt = words[`alt_${key}`];
    // What it shows is said below, in words; here it would be read out twice.
    this.plate.replaceChildren(crel("img", { src: picture, width, height, alt: "" }));
    this.drawPlaceholder(words[`caption_${key}`]);
    const lines = words.credit ? [crel("p", { textContent: words.credit })] : [];
    this.facts.replaceChildren(...lines, altLine(alt, Boolean(words.is_decorative)));
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    const isExchanged = node.attrs.image !== this.node.attrs.image;
    this.node = node;
    if (isExchanged) this.draw();
    else this.drawPlaceholder(this.libraryCaption);
    return true;
  }

  stopEvent({ type, target }) {
    // In the caption the mouse marks words; everywhere else it drags the picture.
    const isInCaption = type === "mousedown" && this.contentDOM.contains(target);
    return isInCaption || this.tools.contains(target);
  }

  ignoreMutation({ type, target }) {
    return type !== "selection" && (type === "attributes" || !this.contentDOM.contains(target));
  }

  destroy() {
    drawn.delete(this);
  }
}

const altLine = (alt, isDecorative) => {
  if (isDecorative) return crel("p", {}, [gettext("Decorative: screen readers pass over it.")]);
  if (alt) return crel("p", {}, [gettext("Alternative text: {alt}").replace("{alt}", () => alt)]);
  const warning = gettext(
    "No alternative text in this language yet: readers who cannot see the picture need one.",
  );
  return crel("p", { className: "figure-warning", textContent: warning });
};

// The frame of the figure that is selected, or in which somebody writes.
const frame = new Plugin({
  props: {
    decorations(state) {
      const found = figureAround(state);
      if (!found) return DecorationSet.empty;
      const end = found.pos + found.node.nodeSize;
      const active = Decoration.node(found.pos, end, { class: "active" });
      return DecorationSet.create(state.doc, [active]);
    },
    handleTextInput(view, _from, _to, text) {
      // Words typed over a selected picture are its caption, and do not replace it.
      const { selection, tr } = view.state;
      if (selection.node?.type.name !== "figure") return false;
      const end = selection.to - 2;
      tr.insertText(text, end);
      tr.setSelection(TextSelection.create(tr.doc, end + text.length));
      view.dispatch(tr);
      return true;
    },
  },
});

export const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "caption",
  isolating: true,
  draggable: true,
  priority: 1000, // its keys come before those of every paragraph

  addOptions() {
    return { library: "" };
  },

  addAttributes() {
    return {
      image: {
        default: null,
        parseHTML: ({ dataset }) => Number(dataset.image),
        renderHTML: ({ image }) => ({ "data-image": image }),
      },
    };
  },

  parseHTML() {
    const getAttrs = ({ dataset }) => NUMBER.test(dataset.image) && null;
    return [{ tag: "figure[data-image]", getAttrs }];
  },

  renderHTML({ node, HTMLAttributes }) {
    const hasCaption = node.firstChild.content.size > 0;
    return hasCaption ? ["figure", HTMLAttributes, 0] : ["figure", HTMLAttributes];
  },

  addNodeView() {
    return ({ node, getPos, editor }) => {
      const language = languageOf(editor);
      return new FigureView({ node, getPos, editor, language, library: this.options.library });
    };
  },

  addProseMirrorPlugins() {
    return [frame];
  },

  addCommands() {
    return {
      openLibrary: () => ({ editor, dispatch }) => {
        // A moment later: the chain of commands in which it is called must be through first.
        if (dispatch) queueMicrotask(() => choosePicture(editor));
        return true;
      },

      // At the cursor, or after the figure in which it stands; the caption is written next.
      insertFigure: (image) => ({ state, tr, dispatch }) => {
        const around = figureAround(state);
        const pos = around ? around.pos + around.node.nodeSize : tr.selection.to;
        const figure = state.schema.nodes.figure.createAndFill({ image });
        if (!dispatch) return true;
        ownStep(tr).replaceRangeWith(pos, pos, figure);
        const caption = placeOf(tr.doc, figure) + 2;
        tr.setSelection(TextSelection.create(tr.doc, caption)).scrollIntoView();
        return true;
      },

      exchangeFigure: (image) => ({ state, tr, dispatch }) => {
        const found = figureAround(state);
        if (found && dispatch && found.node.attrs.image !== image) {
          ownStep(tr).setNodeAttribute(found.pos, "image", image);
        }
        return Boolean(found);
      },

      removeFigure: () => ({ state, tr, dispatch }) => {
        const found = figureAround(state);
        if (found && dispatch) ownStep(tr).delete(found.pos, found.pos + found.node.nodeSize);
        return Boolean(found);
      },

      // One block up or down, among those of the same list, quotation or text.
      moveFigure: (step) => ({ state, tr, dispatch }) => {
        const found = figureAround(state);
        if (!found) return false;
        const $pos = state.doc.resolve(found.pos);
        const neighbour = $pos.parent.maybeChild($pos.index() + step);
        if (!neighbour || !mayChangePlaces($pos, step)) return false;
        const pos = found.pos + step * neighbour.nodeSize;
        if (dispatch) {
          ownStep(tr).delete(found.pos, found.pos + found.node.nodeSize).insert(pos, found.node);
          tr.setSelection(NodeSelection.create(tr.doc, pos)).scrollIntoView();
        }
        return true;
      },

      // On from the caption to the paragraph after the figure, which is made where there is none.
      leaveFigure: () => ({ state, tr, dispatch }) => {
        const found = figureAround(state);
        if (!found) return false;
        const end = found.pos + found.node.nodeSize;
        const next = state.doc.nodeAt(end);
        const { paragraph } = state.schema.nodes;
        if (dispatch) {
          if (next?.type !== paragraph || next.content.size) tr.insert(end, paragraph.create());
          tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView();
        }
        return true;
      },
    };
  },

  addKeyboardShortcuts() {
    const { editor } = this;
    const isSelected = () => editor.state.selection.node?.type.name === "figure";
    const selectFromCaption = (isAtEdge) => () => {
      const $from = captionOfSelection(editor.state);
      if (!$from || !isAtEdge($from)) return false;
      return editor.commands.command(select($from.before($from.depth - 1)));
    };
    const intoCaption = () => editor.commands.setTextSelection(editor.state.selection.to - 2);
    const intoTools = () => {
      const figure = editor.view.nodeDOM(editor.state.selection.from);
      figure.querySelector(".figure-tools button").focus();
      return true;
    };
    return {
      Enter: () => {
        if (isSelected()) return intoCaption();
        return Boolean(captionOfSelection(editor.state)) && editor.commands.leaveFigure();
      },
      Tab: () => isSelected() && intoTools(),
      Escape: selectFromCaption(() => true),
      Backspace: selectFromCaption(($from) => $from.parentOffset === 0),
      Delete: () => {
        const $from = captionOfSelection(editor.state);
        return Boolean($from) && $from.parentOffset === $from.parent.content.size;
      },
      "Alt-ArrowUp": () => editor.commands.moveFigure(-1),
      "Alt-ArrowDown": () => editor.commands.moveFigure(1),
    };
  },
});

const placeOf = (doc, figure) => {
  let place = null;
  doc.descendants((node, pos) => {
    if (node === figure) place = pos;
    return place === null;
  });
  return place;
};

export const Caption = Node.create({
  name: "caption",
  content: "inline*",

  parseHTML() {
    return [{ tag: "figcaption", context: "figure/" }];
  },

  renderHTML() {
    return ["figcaption", 0];
  },
});
