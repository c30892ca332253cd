"""Install pip into a virtual environment made without it, as on a Debian without python3-venv.

Takes one wheel from the package index, of a version and checksum fixed here.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

WHEEL = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
INDEX = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"


def main() -> None:
    accept = {"Accept": "application/vnd.pypi.simple.v1+json"}
    with urllib.request.urlopen(urllib.request.Request(INDEX, headers=accept)) as page:
        files = json.load(page)["files"]
    address = next(file["url"] for file in files if file["filename"] == WHEEL)
    with urllib.request.urlopen(urllib.parse.urljoin(INDEX, address)) as file:
        wheel = file.read()
    if hashlib.sha256(wheel).hexdigest() != SHA256:
        sys.exit(f"Error: {address} has another checksum than expected")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / WHEEL
        path.write_bytes(wheel)
        install = [sys.executable, f"{path}/pip", "install", "--quiet", str(path)]
        subprocess.run(install, check=True)


if __name__ == "__main__":
    main()
