"""What axe-core, which reads pages as those do who cannot see or point, has against a page."""

from importlib.resources import files

from playwright.sync_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# When no colour is changing any more; without `preload`, by which axe-core itself would break the
# policy; and without all that is well: to tell of it takes as long as to find what is wrong.
READ = """
async ([part, only]) => {
  await Promise.allSettled(document.getAnimations().map((each) => each.finished));
  const options = { preload: false, resultTypes: ["violations"] };
  return axe.run(part, only ? { ...options, runOnly: [only] } : options);
}
"""


def barriers(page: Page, part: str = "html", *, only: str = "") -> list[tuple[str, list]]:
    """The rules that the part of the page breaks, each with the places."""
    if page.evaluate("typeof axe") == "undefined":  # else it is there since the last look
        # Cheaper than `page.evaluate`, which wraps half a megabyte of it into another script.
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE})
    found = page.evaluate(READ, [part, only])
    return [
        (each["id"], [node["target"] for node in each["nodes"]]) for each in found["violations"]
    ]
