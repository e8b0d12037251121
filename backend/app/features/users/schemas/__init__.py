"""What is said to and about people: one file per subject."""
