"""The book while it is written: served, built again at each edit, with what is wrong shown in its place.

``cli/preview`` runs three kinds of processes, the arrows being pipes:

    server and watcher  →  warm (all is imported, nothing of this project)  →  builder
                                                                            →  check

The builder is a fork of the warm process, so it starts at once and knows this project as it is
now. It keeps its Sphinx application: an edit of a chapter is one incremental build in it. An edit
of data or code makes a new builder. A check follows each build, in a fork of its own.
"""
