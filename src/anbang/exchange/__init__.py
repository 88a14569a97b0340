"""What comes from and goes to prisons and departments: messages, lists and their receipts."""
