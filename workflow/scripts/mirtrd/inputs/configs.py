"""Read the config: the file of the working directory, and what the command line says besides."""

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mirtrd.core.job import UserError
from mirtrd.core.texts import NotTextError, decode, shorten

# No config of ours is larger, deeper or has more values, aliases written out.
MOST_BYTES, MOST_LEVELS, MOST_VALUES = 10_000_000, 20, 100_000


@dataclass(frozen=True, kw_only=True)
class Given:
    """The config as it was given, not yet checked.

    ``merged`` names the files that it was put together from, and how to have one of them alone; ""
    if it is of one file.
    """

    values: Mapping[str, Any]
    merged: str = ""


def gather_config(
    path: str | Path, further: Mapping[str, Any], files: Sequence[str | Path], alone: bool
) -> Given:
    """The config of the file ``path``, and over it, key by key, that of the command line.

    ``further`` is what ``--configfile`` and ``--config`` say together, ``files`` those of
    ``--configfile``. ``alone`` is ``--replace-workflow-config``: leave ``path`` unread. Raises
    UserError for a file that cannot be read as a config.
    """
    if alone and further:
        return Given(values=check_size(further, "config"))
    if not Path(path).exists():
        if files:
            return Given(values=check_size(further, "config"))
        raise UserError(
            f"config: {path} does not exist in {Path.cwd()}: write it (config/README.md shows "
            "how), or name the folder that has it with --directory, or another file with "
            "--configfile"
        )
    values = merge(read_config(path), check_size(further, "config"))
    others = [str(file) for file in files if Path(file).resolve() != Path(path).resolve()]
    if not others:
        return Given(values=values)
    merged = (
        f"{path} and {', '.join(map(_shown, others))} were merged, key by key: for each study its "
        f"own folder, named with --directory, or add --replace-workflow-config to leave {path} out"
    )
    return Given(values=values, merged=merged)


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """A config with the values of another in place of its own, at any depth."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        inner = below if isinstance(below, Mapping) else {}
        merged[key] = merge(inner, value) if isinstance(value, Mapping) else value
    return merged


def read_config(path: str | Path) -> dict[str, Any]:
    """The keys and values of a YAML or JSON file. Raises UserError for what is neither."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UserError(f"{path}: holds more than {MOST_BYTES:,} bytes, expected a config")
        text = decode(content)
    except IsADirectoryError:
        raise UserError(f"{path}: is a folder, expected a config") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from None
    except NotTextError as error:
        raise UserError(f"{path}, {error}: save the config as UTF-8") from None
    values = _parse(path, text.removeprefix("\ufeff"))
    if values is None:
        raise UserError(f"{path}: is empty, expected the keys samples and expression at least")
    if not isinstance(values, dict):
        kind = "a list" if isinstance(values, list) else f"{shorten(repr(values))}"
        raise UserError(
            f"{path}: holds {kind}, expected keys and values, such as 'samples: config/samples.tsv'"
        )
    return dict(check_size(values, str(path)))


def check_size(values: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """The values, unless they are more or deeper than those of a config, as aliases make them."""
    waiting: list[tuple[int, Any]] = [(0, values)]
    for _ in range(MOST_VALUES):
        if not waiting:
            return values
        level, value = waiting.pop()
        if level > MOST_LEVELS:
            break
        inner = value.values() if isinstance(value, Mapping) else value
        if isinstance(value, Mapping | list | tuple | set):
            waiting += [(level + 1, below) for below in inner]
    raise UserError(f"{where}: is nested too deeply or too large for a config")


def _shown(file: str) -> str:
    """A file as one would type it from here."""
    try:
        return str(Path(file).relative_to(Path.cwd()))
    except ValueError:
        return file


class _Loader(yaml.SafeLoader):
    """A loader to which a key that is there twice is a mistake, not a matter of which is last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        lines: dict[tuple[str, str], int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                continue
            line, name = key.start_mark.line + 1, (key.tag, key.value)
            if name in lines:
                raise UserError(
                    f"line {line}: key {shorten(repr(key.value))} is there twice, first on line "
                    f"{lines[name]}: leave one out"
                )
            lines[name] = line
        return super().construct_mapping(node, deep)


def _parse(path: str | Path, text: str) -> Any:
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, object_pairs_hook=_unique)
        except UserError as error:
            raise UserError(f"{path}: {error}") from None
        except (ValueError, RecursionError):
            pass  # then it is YAML
    try:
        return yaml.load(text, Loader=_Loader)  # a SafeLoader
    except UserError as error:
        raise UserError(f"{path}, {error}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise UserError(f"{path}{where}: is not YAML ({_reason(error)})") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - text.rfind("\n", 0, error.position)
        raise UserError(
            f"{path}, line {line}, column {column}: is not YAML (a control character)"
        ) from None
    except RecursionError:
        raise UserError(f"{path}: is nested too deeply for a config") from None
    except (ValueError, TypeError, OverflowError) as error:  # a date or number that cannot be
        raise UserError(
            f"{path}: a value cannot be read ({shorten(' '.join(str(error).split()))}): put it in "
            "quotes"
        ) from None


def _reason(error: yaml.MarkedYAMLError) -> str:
    problem = shorten(" ".join(str(error.problem or error.context).split()))
    if "'\\t'" in problem:
        return "found a tab: indent with blanks"
    if "mapping values are not allowed" in problem:
        return (
            f"{problem}: a value with ': ' in it needs quotes, and keys of a section stand in line"
        )
    return problem


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if repeated := [key for key in keys if keys.count(key) > 1]:
        raise UserError(f"key {repeated[0]!r} is there twice: leave one out")
    return dict(pairs)
