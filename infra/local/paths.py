"""Where things are in a checkout."""

import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BACKEND = ROOT / "backend"
FRONTEND = ROOT / "frontend"
E2E = ROOT / "e2e"
OPENAPI = ROOT / "infra" / "openapi"
CLIENTS = ROOT / "clients"
TOOLS = ROOT / ".tools"
VENV = BACKEND / ".venv"
VENV_BIN = VENV / "bin"
PANEL_BUILD = FRONTEND / "build" / "client"
RENDERER = FRONTEND / "renderer" / "main.mjs"


def site_packages() -> Path:
    """Return the folder of the backend environment's packages."""
    scheme = {"base": str(VENV), "platbase": str(VENV)}
    return Path(sysconfig.get_path("platlib", "venv", vars=scheme))
