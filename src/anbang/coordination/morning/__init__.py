"""What is done each morning, once a day, whoever asks and however often."""
