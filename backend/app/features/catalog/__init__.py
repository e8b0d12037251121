"""What can be bought: products, their plans, prices and images."""
