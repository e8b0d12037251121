"""`python -m hostwright_cli`."""

from hostwright_cli.main import main

main()
