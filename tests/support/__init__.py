"""What the tests share: the repository, the command, and the search for leaks."""
