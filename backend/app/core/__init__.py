"""What every other package uses; it knows nothing of the product."""
