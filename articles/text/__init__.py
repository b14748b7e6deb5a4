"""Pure functions over text: cleaning HTML, titles and addresses, the text of one edition."""
