"""A real Chromium for the pages; where there is none, the tests are skipped and the summary says so."""
