"""What happened, to whom, by whose hand, and who looked; append-only."""
