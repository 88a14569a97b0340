"""What reaches an officer in the morning beside the first page: counts and a link, by letter or by a group's robot, as they chose."""
