"""What somebody is still writing: kept for them alone, and evidence of nothing."""
