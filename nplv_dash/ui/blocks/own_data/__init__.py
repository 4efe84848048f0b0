"""What a visitor brought along: kept in the session, mapped beside official figures, and in no address."""
