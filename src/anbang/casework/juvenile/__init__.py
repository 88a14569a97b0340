"""The records of crimes committed as a minor: whether they are sealed, who may read one for how long, and what should be sealed and is not."""
