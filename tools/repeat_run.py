"""Set up the run that results are of again, from their record.

    python tools/repeat_run.py RUN_JSON

To be called in the folder in which the run is to be repeated, with the reads and the other files of
the user where they were; writes config/config.yaml and says what is not as it was. Exits with 1 if
anything that can change results is not, or if there is another config.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from mirtrd.core.provenance import digest_code  # noqa: E402
from mirtrd.inputs.configs import read_config  # noqa: E402
from mirtrd.inputs.plan import SCHEMA  # noqa: E402
from mirtrd.inputs.settings import check_config  # noqa: E402
from mirtrd.provenance.record_run import describe_file  # noqa: E402
from mirtrd.provenance.software import describe_code, find_versions  # noqa: E402

CONFIG = Path("config") / "config.yaml"


def differences(record: dict[str, Any], root: Path, folder: Path) -> Iterator[str]:
    """What is not as it was when the results were made, one line each."""
    then, now = record["code"], describe_code(root, digest_code(root))
    if then["sha256"] != now["sha256"]:
        commit = f": check out commit {then['commit']}" if then["commit"] else ""
        yield f"the code was another, of version {then['version']}{commit}"
    software = {name: v for name, v in record["software"].items() if name != "python"}
    installed = find_versions(dict.fromkeys(software, "not installed"))
    for name, version in software.items():
        if installed[name] != version:
            yield f"{name} was {version}, is {installed[name]}"
    for file in record["files"]:
        path = next((p for p in (folder / file["file"], root / file["file"]) if p.is_file()), None)
        if path is None:
            yield f"{file['file']} ({file['use']}) is missing"
        elif describe_file(file["use"], str(path), root)["sha256"] != file["sha256"]:
            yield f"{file['file']} ({file['use']}) is not the same"


def write_config(config: dict[str, Any], path: Path, schema: Path) -> bool:
    """Write the config, unless there is another; whether there is one now that means the same."""
    if path.exists():
        return check_config(read_config(path), schema) == config
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return True


def main(record_path: str, root: Path = ROOT, folder: Path = Path()) -> int:
    """Write the config and print what differs; 1 if anything does."""
    record = json.loads(Path(record_path).read_text(encoding="utf-8"))
    lines = list(differences(record, root, folder))
    if not write_config(record["config"], folder / CONFIG, root / SCHEMA):
        lines.append(f"{CONFIG} is there and is another: move it away")
    for line in lines:
        print(line)
    if not lines:
        print(f"All is as it was; {CONFIG} is that of the run. Start it with snakemake.")
    return bool(lines)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
