"""What ``edgechat bench NAME --json`` prints, as a JSON schema."""

from __future__ import annotations

from typing import Any

NUMBER = {"type": ["number", "null"]}
WORD = {"type": ["string", "null"]}
RESULT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z_]+$"},
        "value": NUMBER,
        "unit": {"type": "string"},
        "yardstick": WORD,
        "yardstick_value": NUMBER,
        "ratio": NUMBER,
        "goal": WORD,
        "met": {"type": ["boolean", "null"]},
    },
    "additionalProperties": False,
}
RESULT["required"] = list(RESULT["properties"])
LOAD = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
MACHINE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "cores": {"type": "integer", "minimum": 1},
        "memory": {"type": "integer", "minimum": 1},
        "cpu": {"type": "string", "minLength": 1},
        "os": {"type": "string", "minLength": 1},
        "python": {"type": "string", "minLength": 1},
        "load_before": LOAD,
        "load_after": LOAD,
    },
    "additionalProperties": False,
}
MACHINE["required"] = list(MACHINE["properties"])
SHAPE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "bench": {"type": "string"},
        "machine": MACHINE,
        "results": {"type": "array", "items": RESULT, "minItems": 1},
    },
    "required": ["bench", "machine", "results"],
    "additionalProperties": False,
}
