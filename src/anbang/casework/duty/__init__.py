"""What one office must do by one day, with its clause."""
