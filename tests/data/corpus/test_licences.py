"""A package's licence is read from its metadata, and what is not known to be permissive is left out."""

from __future__ import annotations

from email import message_from_string

import pytest

from hrm_codegen.data.corpus.licences import classify

MIT_TEXT = """Permission is hereby granted, free of charge, to any person obtaining a copy of this software ... subject to the
following conditions: The above copyright notice and this permission notice shall be included in all copies."""
BSD2_TEXT = "Redistribution and use in source and binary forms, with or without modification, are permitted"
BSD3_TEXT = f"{BSD2_TEXT} ... may be used to endorse or promote products derived from this software"


@pytest.mark.parametrize(
    ("metadata", "texts", "expression", "permissive"),
    [
        ("License-Expression: MIT", (), "MIT", True),
        ("License-Expression: Apache-2.0 OR GPL-3.0-only", (), "Apache-2.0 OR GPL-3.0-only", True),
        ("License-Expression: MIT AND MPL-2.0", (), "MIT AND MPL-2.0", False),
        ("License-Expression: MIT AND (GPL-2.0 OR BSD-3-Clause)", (), "MIT AND (GPL-2.0 OR BSD-3-Clause)", True),
        ("License-Expression: Apache-2.0 WITH LLVM-exception", (), "Apache-2.0 WITH LLVM-exception", True),
        ("License-Expression: MIT AND (", (), "MIT AND (", False),
        ("Classifier: License :: OSI Approved :: MIT License", (), "MIT", True),
        ("Classifier: License :: OSI Approved :: BSD License", (BSD2_TEXT,), "BSD-2-Clause", True),
        ("Classifier: License :: OSI Approved :: BSD License", (BSD3_TEXT,), "BSD-3-Clause", True),
        ("Classifier: License :: OSI Approved :: BSD License\nLicense: BSD 2-Clause", (), "BSD-2-Clause", True),
        (
            "Classifier: License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)",
            (MIT_TEXT,),
            "GNU Lesser General Public License v3 (LGPLv3)",
            False,
        ),
        ("License: MIT\nClassifier: License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)", (), None, False),
        ("License: GPLv2+ or MIT", (), "GPLv2+ or MIT", False),
        ("License: Apache License, Version 2.0", (), "Apache-2.0", True),
        ("License: Apache 2.0 license", (), "Apache-2.0", True),
        ("License: The MIT License (MIT)", (), "MIT", True),
        ("License: 3-Clause BSD License", (), "BSD-3-Clause", True),
        ("License: Some licence of our own", (), "Some licence of our own", False),
        ("Summary: none named", (MIT_TEXT,), "MIT", True),
        ("Summary: none named", ("All rights reserved.",), "unknown", False),
        ("Classifier: License :: OSI Approved\nSummary: vague", (BSD3_TEXT,), "BSD-3-Clause", True),
        ("Classifier: License :: Free For Home Use", (), "Free For Home Use", False),
    ],
)
def test_a_licence_is_what_the_metadata_says(
    metadata: str, texts: tuple[str, ...], expression: str | None, permissive: bool
) -> None:
    found = classify(message_from_string(metadata + "\n\n"), texts)
    assert found.permissive == permissive
    assert expression is None or found.expression == expression


def test_items_carry_one_permissive_name() -> None:
    assert classify(message_from_string("License-Expression: GPL-3.0 OR (MIT AND Zlib)\n\n")).label == "MIT"
