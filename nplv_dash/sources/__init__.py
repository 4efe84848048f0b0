"""Data files: read, check, harmonise, join, write. The only place that opens data files."""
