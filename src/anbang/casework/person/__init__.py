"""Who the person is, where they belong, and who may see them."""
