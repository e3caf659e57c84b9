"""How the documents are built."""

from __future__ import annotations

from importlib import metadata

project = "casework_model"
author = "casework_model contributors"
copyright = author
release = metadata.version("casework_model")
version = release

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"casework_model {release}"
