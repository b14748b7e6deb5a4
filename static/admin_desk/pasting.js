// Pasting and dropping: foreign text is cleaned on the server, pictures go through the library.
import { Extension, pm } from "django-prose-editor/editor";

const { Plugin, PluginKey, TextSelection } = pm.state;
const { Fragment, Slice } = pm.model;
const { Decoration, DecorationSet } = pm.view;

const PATIENCE = 20_000; // milliseconds; then the words are pasted plain

// What our own editors copied may be read here. Where a picture or a style stands in it, it comes
// from an editor of somebody else's.
const FOREIGN = /<(img|picture|video|audio|iframe|svg|object)|\sstyle=/i;
const isOurs = (html) => html.includes("data-pm-slice") && !FOREIGN.test(html);

// A picture within the HTML itself would make it too large; that it was there is told anyway.
const INLINE_FILE = /\b(src|href)\s*=\s*(["'])\s*data:.*?\2/gis;
const withoutFiles = (html) => html.replace(INLINE_FILE, "$1=$2$2");

const picturesIn = ({ files }) => [...files].filter(({ type }) => type.startsWith("image/"));

// Where what was pasted is put once it comes back; it moves with the text around it.

const waiting = new PluginKey("waiting");

const moved = (place, { before, doc, mapping }) => {
  const there = place.map(mapping).resolve(doc);
  const isUntouched = there.content().eq(place.resolve(before).content());
  // What was typed over the marked words meanwhile is not to be replaced with them.
  return (isUntouched ? there : TextSelection.near(doc.resolve(there.to), -1)).getBookmark();
};

const places = new Plugin({
  key: waiting,
  state: {
    init: () => new Map(),
    apply(transaction, before) {
      const { start, end } = transaction.getMeta(waiting) ?? {};
      if (!start && !end && !transaction.docChanged) return before;
      const kept = [...before].filter(([paste]) => paste !== end);
      const after = new Map(kept.map(([paste, place]) => [paste, moved(place, transaction)]));
      if (start) after.set(start, transaction.selection.getBookmark());
      return after;
    },
  },
  props: {
    decorations(state) {
      const marker = () => {
        const dots = document.createElement("span");
        dots.className = "pasting-here";
        return dots;
      };
      const markers = [...waiting.getState(state).values()].map((place) =>
        Decoration.widget(place.resolve(state.doc).to, marker),
      );
      return DecorationSet.create(state.doc, markers);
    },
  },
});

const insert = (view, paste, slice) => {
  const { state } = view;
  const place = waiting.getState(state).get(paste).resolve(state.doc);
  const isStillThere = place.eq(state.selection);
  const elsewhere = state.selection.getBookmark();
  // A step of its own: to undo it leaves what was typed before and after.
  const change = pm.history.closeHistory(state.tr).setMeta(waiting, { end: paste });
  change.setSelection(place);
  const isInCaption = place.$from.parent.type.name === "caption";
  change.replaceSelection(isInCaption ? inOneLine(slice, state.schema) : slice);
  if (!isStillThere) change.setSelection(elsewhere.map(change.mapping).resolve(change.doc));
  view.dispatch(change.scrollIntoView());
  view.dispatch(pm.history.closeHistory(view.state.tr));
};

// A caption takes words and their marks, and no paragraphs.
const inOneLine = (slice, schema) => {
  const words = [];
  slice.content.descendants((node) => {
    if (!node.isTextblock) return true;
    if (words.length) words.push(schema.text(" "));
    node.forEach((child) => words.push(child.isText ? child : schema.text(" ")));
    return false;
  });
  return new Slice(Fragment.from(words), 0, 0);
};

const sliceOfHtml = (html, schema) => {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return pm.model.DOMParser.fromSchema(schema).parseSlice(body);
};

// Blank lines part the paragraphs; in a text without any, every line is one.
const sliceOfText = (text, schema) => {
  const lines = text.replace(/\r\n?/g, "\n").trim();
  const paragraphs = lines.split(/\n[^\S\n]*\n\s*/);
  const blocks = paragraphs.length > 1 ? paragraphs : lines.split("\n");
  const { paragraph, hardBreak } = schema.nodes;
  const withBreak = (line) => [hardBreak.create(), ...(line ? [schema.text(line)] : [])];
  const nodes = blocks.map((block) => {
    const [, ...parts] = block.split("\n").flatMap(withBreak);
    return paragraph.create(null, parts);
  });
  return Slice.maxOpen(Fragment.from(nodes));
};

// What the server makes of it

class Refused extends Error {}

const cleaned = async (html, { door, token }) => {
  let answer, said;
  try {
    answer = await fetch(door, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": token,
      },
      body: JSON.stringify({ html: withoutFiles(html) }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const isOurAnswer = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (isOurAnswer) said = await answer.json();
  } catch {
    throw new Refused(gettext("The server cannot be reached."));
  }
  if (answer.status === 413) throw new Refused(gettext("That was too much at once."));
  if (!said) throw new Refused(gettext("You are signed out: sign in in another window."));
  if (!answer.ok) throw new Refused(Object.values(said.errors).join(" "));
  return said;
};

export const Pasting = Extension.create({
  name: "pasting",

  addOptions() {
    return { door: "" };
  },

  onCreate() {
    // Nothing is saved while a part of it is still on its way.
    const holdBack = (event) => {
      if (this.editor.isDestroyed || !waiting.getState(this.editor.state).size) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.editor.commands.focus();
    };
    const form = this.editor.options.element.closest("form");
    for (const kind of ["submit", "story:sending"]) {
      form.addEventListener(kind, holdBack, { capture: true });
    }
  },

  addProseMirrorPlugins() {
    const { editor, options } = this;
    const { schema } = editor;
    const say = (sentence, options) => editor.storage.toolbar.say(sentence, options);

    const whatToPaste = async ({ html, text }) => {
      const token = editor.options.element.closest("form").elements.csrfmiddlewaretoken.value;
      try {
        const answer = await cleaned(html, { door: options.door, token });
        return { slice: sliceOfHtml(answer.html, schema), sentence: answer.dropped };
      } catch (error) {
        const isExpected = error instanceof Refused;
        if (!isExpected) reportError(error);
        const plain = gettext("The words were pasted without their formatting.");
        const sentence = isExpected ? `${error.message} ${plain}` : plain;
        return { slice: sliceOfText(text, schema), sentence };
      }
    };

    const paste = async (view, { html, text }) => {
      const mine = {};
      view.dispatch(view.state.tr.setMeta(waiting, { start: mine }));
      say(gettext("The pasted text is being cleaned …"), { isBusy: true });
      const { slice, sentence } = await whatToPaste({ html, text });
      if (editor.isDestroyed) return;
      say(sentence);
      try {
        insert(view, mine, slice);
      } finally {
        // Whatever happens, the form can be saved again.
        view.dispatch(view.state.tr.setMeta(waiting, { end: mine }));
      }
    };

    const insertPictures = async (files) => {
      for (const file of files) {
        const language = editor.storage.inPlace.textarea.lang;
        const picture = await newsLibrary.choosePicture({ language, files: [file] });
        editor.commands.focus();
        if (picture) editor.commands.insertFigure(picture.id);
      }
    };

    // Whether it is ours to do; what is not, the editor does itself.
    const take = (view, transfer) => {
      const html = transfer.getData("text/html");
      const text = transfer.getData("text/plain");
      const pictures = picturesIn(transfer);
      // Office programs put a picture of the text beside the text.
      if (pictures.length && !text.trim()) {
        insertPictures(pictures);
        return true;
      }
      if (transfer.files.length && !html && !text) {
        say(gettext("Only pictures can stand in the text: add other files to the attachments."));
        return true;
      }
      if (!html || isOurs(html) || view.state.selection.$from.parent.type.spec.code) return false;
      paste(view, { html, text });
      return true;
    };

    const setCursor = (view, { clientX, clientY }) => {
      const found = view.posAtCoords({ left: clientX, top: clientY });
      if (!found) return;
      const $pos = view.state.doc.resolve(found.pos);
      view.dispatch(view.state.tr.setSelection(TextSelection.near($pos)));
    };

    const onPaste = (view, event) => {
      if (!take(view, event.clipboardData)) return false;
      event.preventDefault();
      return true;
    };

    const onDrop = (view, event) => {
      const isWithin = view.dragging !== null;
      const isForeign = event.dataTransfer.files.length || event.dataTransfer.getData("text/html");
      if (isWithin || !isForeign) return false;
      setCursor(view, event);
      if (!take(view, event.dataTransfer)) return false;
      event.preventDefault();
      return true;
    };

    const clipboardTextParser = (text, $context) => {
      const slice = sliceOfText(text, schema);
      return $context.parent.type.name === "caption" ? inOneLine(slice, schema) : slice;
    };
    const handleDOMEvents = { paste: onPaste, drop: onDrop };
    return [places, new Plugin({ props: { clipboardTextParser, handleDOMEvents } })];
  },
});
