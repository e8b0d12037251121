"""The images services run from, built where nothing can be pulled: no fetched code."""
