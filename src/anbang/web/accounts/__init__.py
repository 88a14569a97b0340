"""The administrators' pages about accounts: the system administrator's for posts and passwords, the security administrator's for the rest."""
