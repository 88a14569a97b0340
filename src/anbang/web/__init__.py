"""The pages that officers see."""
