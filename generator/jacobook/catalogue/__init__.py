"""The rules: what the reference states, one TOML file a chapter, and the model that loads and checks them."""

from pathlib import Path

PACKAGE_RULES = Path(__file__).parent
