"""Pages through the frame, without a browser."""
