"""General tools that know nothing of Anbang."""
