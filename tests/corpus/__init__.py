"""Files that somebody could bring along and that are wrong, each with the error it must give."""
