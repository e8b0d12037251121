"""`python -m app` is the command line `hostwright`."""

from app.cli import main

main()
