"""The district's official document: uploaded once, kept by clause, opened beside our own words."""
