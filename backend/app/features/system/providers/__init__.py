"""Looking at what is around the program: certificates, disks."""
