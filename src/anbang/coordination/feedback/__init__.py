"""What somebody who works with the product says is wrong with a page, and what was answered."""
