"""JSON Schemas of the YAML files, for the editor of whoever writes a protocol."""

from __future__ import annotations

import json

from workstation.protocols import shapes
from workstation.protocols.pack import MAY_BE_LEFT_OUT, ONE_OF_EACH


def schemas() -> dict[str, str]:
    """The schema of each kind of file by its name: ``vocabulary``, ``scale`` and so on."""
    files = {**ONE_OF_EACH, **MAY_BE_LEFT_OUT}
    found = {name.removesuffix(".yaml"): shape for name, shape in files.items()}
    found["scale"] = shapes.ScaleShape
    return {
        name: json.dumps(shape.model_json_schema(by_alias=True), indent=2, ensure_ascii=False)
        + "\n"
        for name, shape in sorted(found.items())
    }
