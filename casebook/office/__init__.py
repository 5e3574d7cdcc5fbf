"""Office files to write in: the toolbox's forms and the class materials. Nothing here knows Sphinx."""
