"""What turns Markdown into HTML."""
