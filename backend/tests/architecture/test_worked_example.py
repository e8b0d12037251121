"""The worked example of `docs/adding-a-feature.md` is a feature: the program starts with it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

_BACKEND = Path(__file__).parents[2]
_GUIDE = _BACKEND.parent / "docs" / "adding-a-feature.md"
_FILE = re.compile(r"^```\w+ (?P<path>backend/\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_QUESTIONS = """
from app import manifest
from app.features.notifications.providers.rendering import has_texts, title
from app.core.locale import Locale
from app.main import create_app
from app.models import metadata

paths = create_app().openapi()["paths"]
print(sorted(paths["/api/v1/ssh-keys"]))
print(manifest.event_access()["ssh_key.added"].value)
print("ssh_key" in metadata.tables)
rule = manifest.notification_rules()["ssh_key_added"]
declared = manifest.mail_templates()[rule.template]
print(has_texts(rule.template), title(declared, Locale.EN, {"key": "laptop"}))
"""


def test_the_worked_example_is_a_feature(tmp_path: Path) -> None:
    shutil.copytree(_BACKEND / "app", tmp_path / "app")
    shutil.copy(_BACKEND / "pyproject.toml", tmp_path)
    files = {match["path"]: match["text"] for match in _FILE.finditer(_GUIDE.read_text())}
    for path, text in files.items():
        written = tmp_path / Path(path).relative_to("backend")
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(text)
    asked = subprocess.run(
        [sys.executable, "-c", _QUESTIONS],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "ENVIRONMENT": "test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.splitlines() == [
        "['get', 'post']",
        "services:read",
        "True",
        "True A new SSH key: laptop",
    ]
