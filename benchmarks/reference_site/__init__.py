"""A news site as a good developer writes it by hand in Django: the yardstick of `benchmarks.pages`.

Sections, sources, translators and tags; class-based views, `select_related`, neighbours by
`get_next_by_…`, a counter raised by `F() + 1` in the view, templates that inherit, both languages,
GZip, the middleware of `startproject`. The same texts as our site, on SQLite as the books tune it.
Its templates end in .htm so that their words are not taken for ours; Django's own translations do.
"""
