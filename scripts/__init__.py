"""Small programs around the project; `make` calls them."""
