"""The pages of a room: start, facilitator, screen and phone."""
