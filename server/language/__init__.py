"""Reads drafts and customers' messages, and says what could be said better."""

import sys
from types import ModuleType

# Importing spaCy also imports its command line, with what that needs to draw on terminals and to download models: 17 MB that
# nothing here uses. An empty module stands in its place.
for _name in ("spacy.cli", "spacy.cli.info"):
    sys.modules.setdefault(_name, ModuleType(_name))
vars(sys.modules["spacy.cli.info"]).setdefault("info", None)
