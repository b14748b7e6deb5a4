"""What a browser without JavaScript would send: the form as it was printed, with changes typed."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Reads the fields of the form with this id, except buttons."""

    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.is_inside = form_id, False
        self.fields = {}
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.is_inside = found.get("id") == self.form_id
        elif self.is_inside and tag == "input" and found.get("name"):
            self.read_input(found)
        elif self.is_inside and tag == "textarea":
            self.textarea = found["name"]
            self.fields[self.textarea] = [""]
        elif self.is_inside and tag == "select":
            self.select = found["name"]
        elif self.is_inside and tag == "option" and "selected" in found:
            self.fields.setdefault(self.select, []).append(found.get("value", ""))

    def read_input(self, found):
        kind = found.get("type", "text")
        if kind in {"submit", "file"} or (kind in {"checkbox", "radio"} and "checked" not in found):
            return
        value = found.get("value", "on" if kind == "checkbox" else "")
        self.fields.setdefault(found["name"], []).append(value)

    def handle_data(self, text):
        if self.textarea:
            self.fields[self.textarea][0] += text

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            self.fields[self.textarea][0] = self.fields[self.textarea][0].removeprefix("\n")
            self.textarea = None
        if tag == "form":
            self.is_inside = False


def form_of(response, *, form_id="article_form"):
    """The fields of the printed form and their values, ready to be posted."""
    reader = FormReader(form_id)
    reader.feed(response.content.decode())
    return {
        name: values if len(values) > 1 else values[0] for name, values in reader.fields.items()
    }


def typed(response, changes, *, button="_continue", form_id="article_form"):
    """The printed form with these changes and this button pressed."""
    return {**form_of(response, form_id=form_id), **changes, button: "pressed"}
