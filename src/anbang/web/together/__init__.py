"""One step for several people alike: who is chosen in a list, what would come of it, what came of it, and back."""
