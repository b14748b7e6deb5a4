"""Old addresses at the desk: beside what they lead to, all of them, and whole lists."""
