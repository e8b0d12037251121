"""The QEMU driver: one process a virtual machine, one folder each, spoken to by QMP."""
