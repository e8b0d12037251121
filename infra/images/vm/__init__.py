"""A virtual machine's image from Debian's own packages: nothing ready-made is downloaded."""
