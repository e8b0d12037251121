"""What runs Hostwright: local supervisor, images, proxy, compose."""
