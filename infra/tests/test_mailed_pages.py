"""What mails link to: pages that the panel has."""

import json
import re
import shutil
import subprocess

import pytest
from app.features.notifications.service.mail_templates import MAIL_TEMPLATES

from infra.local.paths import ROOT

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is missing")

_PAGES = """
import { declaredPages, patternOf } from './scripts/pages.mjs'
import { contentPaths, recoveryPaths, sessionPaths } from './src/features/public/paths.ts'
const places = declaredPages().map(({ path }) => path)
const open = [...contentPaths, ...sessionPaths, ...recoveryPaths]
console.log(JSON.stringify([...places, ...open].map(patternOf)))
"""


def _patterns() -> list[re.Pattern[str]]:
    """What the addresses of the panel and of public pages look like."""
    command = ["node", "--input-type=module", "--eval", _PAGES]
    said = subprocess.run(
        command, cwd=ROOT / "frontend", check=True, capture_output=True, timeout=60
    )
    return [re.compile(one.replace("(?<", "(?P<")) for one in json.loads(said.stdout)]


def _mailed() -> set[str]:
    """Every page that a template links to, as if its ids were known; a download is none."""
    pages = {
        variable.source
        for template in MAIL_TEMPLATES
        for variable in template.variables
        if variable.kind == "page" and not variable.source.startswith("/api/")
    }
    return {re.sub(r"\{\w+\}", "x", page.split("?", 1)[0]) for page in pages}


def test_every_page_that_a_mail_links_to_is_there() -> None:
    known, mailed = _patterns(), _mailed()
    assert len(mailed) > 5
    assert sorted(page for page in mailed if not any(one.match(page) for one in known)) == []
