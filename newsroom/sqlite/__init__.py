"""Django's SQLite, whose statements are not gone through anew each time they are asked."""
