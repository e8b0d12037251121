"""How the installation is: figures for Prometheus, and the page of staff who keep it running."""
