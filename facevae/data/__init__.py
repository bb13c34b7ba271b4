"""Face sets: on disk, brought in, split. May import the rooms `faces` and the ground floor."""
