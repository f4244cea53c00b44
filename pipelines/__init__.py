"""What is published, and how: the product, and one module for each workflow."""
