#!/bin/sh
# The one step of both recipes: the packages of a lock, each checked by its hash, in a folder.
#   install.sh FOLDER REQUIREMENTS
set -eu
python3 -m venv "$1"
"$1/bin/python" -m pip install --no-cache-dir --quiet --require-hashes --requirement "$2"
"$1/bin/python" -m pip check
