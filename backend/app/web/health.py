"""Where health is asked for: such requests are neither counted nor refused by host."""

HEALTH = "/api/v1/health/"
