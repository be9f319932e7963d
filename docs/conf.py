"""The docs as a site: `make docs`. What is unclear to the generator, a link to nowhere or a page nobody leads to, is an error."""

project = "CTO Co-Pilot"
html_title = "CTO Co-Pilot"
extensions = ["myst_parser"]
myst_heading_anchors = 4
html_theme = "furo"
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
# Emoji and the sign of a product are no language of code; a block without one is as it is.
highlight_language = "none"
# Mermaid is shown as the text it is.
suppress_warnings = ["misc.highlighting_failure"]
