"""The definitions: the product, and one module for each workflow."""
