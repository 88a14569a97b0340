"""What helps the person: aid, the allowance, work and a place to stay."""
