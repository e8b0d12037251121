"""What is told to people: letters by e-mail, and the bell of the panel."""
