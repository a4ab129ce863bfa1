"""TEMPLATES: every kind of small project. To add one, put a Template into a table file here, or add a file and its line."""

from __future__ import annotations

from collections.abc import Mapping

from hrm_codegen.tasks.projects import bugs, growth, interfaces, renames, siblings
from hrm_codegen.tasks.projects.base import Template

TEMPLATES: Mapping[str, Template] = {
    template.name: template
    for table in (siblings.TEMPLATES, interfaces.TEMPLATES, renames.TEMPLATES, bugs.TEMPLATES, growth.TEMPLATES)
    for template in table
}
