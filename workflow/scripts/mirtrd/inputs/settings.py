"""Check the config against its schema and fill in its defaults."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema

from mirtrd.core.job import UserError
from mirtrd.core.texts import shorten


def check_config(
    config: Mapping[str, Any], schema_path: str | Path, required: Sequence[str] | None = None
) -> dict[str, Any]:
    """The config with the defaults of the schema filled in.

    ``required`` are the keys that it must have, if not those of the schema. Raises UserError that
    names the key, what was found and what is allowed.
    """
    _check_keys(config)
    schema = json.loads(Path(schema_path).read_text())
    schema["required"] = schema["required"] if required is None else list(required)
    settings = _with_defaults(config, schema)
    errors = jsonschema.Draft202012Validator(schema).iter_errors(settings)
    error = min(errors, key=lambda e: list(map(str, e.absolute_path)), default=None)
    if error is not None:
        raise UserError(f"config: {_explain(error)}")
    return settings


def _check_keys(value: Any) -> None:
    """Refuse keys that YAML does not read as text, at any depth, such as 2024 or yes."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if not isinstance(key, str):
            raise UserError(f"config: key {shorten(repr(key))} is not text: put it in quotes")
        _check_keys(inner)


def _with_defaults(value: Any, schema: dict[str, Any]) -> Any:
    """``value`` with missing keys set, at any depth, from "default" in the schema."""
    if not isinstance(value, dict):
        return value
    filled = dict(value)
    for key, inner in schema.get("properties", {}).items():
        # A section with nothing but comments in it reads as null.
        empty_section = inner.get("default") == {} and filled.get(key) is None
        if empty_section or (key not in filled and "default" in inner):
            filled[key] = inner["default"]
        if key in filled:
            filled[key] = _with_defaults(filled[key], inner)
    return filled


def _explain(error: jsonschema.ValidationError) -> str:
    key = _join(error.absolute_path)
    schema: Any = error.schema
    found: Any = error.instance
    allowed: Any = error.validator_value
    if error.validator == "additionalProperties":
        known = schema.get("properties", {})
        unknown = next(name for name in found if name not in known)
        return f"unknown key {_join([*error.absolute_path, unknown])}; known are {', '.join(known)}"
    if error.validator == "required":
        missing = next(name for name in allowed if name not in found)
        return f"{_join([*error.absolute_path, missing])} is missing"
    value = shorten(repr(found))
    if error.validator == "enum":
        return f"{key} is {value}, expected one of {', '.join(allowed)}"
    if "description" in schema:
        return f"{key} is {value}, expected {schema['description']}"
    return f"{key}: {shorten(' '.join(error.message.split()), 200)}"


def _join(keys: Iterable[Any]) -> str:
    """A key of a key, with dots; in quotes where it would break the line."""
    names = [name if name.isprintable() else repr(name) for name in map(str, keys)]
    return ".".join(shorten(name) for name in names)
