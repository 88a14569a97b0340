"""A calendar link: the work of one posting by its days, for a calendar that nobody signs in with."""
