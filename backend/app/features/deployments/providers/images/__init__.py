"""What can be run: the images Hostwright ships, declared as data."""
