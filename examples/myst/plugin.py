#!/usr/bin/env python3
"""The plugin: MyST wants the path of a file that it can start."""

from jacobook.publish.builders.myst import main

main()
