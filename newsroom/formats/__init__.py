"""How dates are written in the desk, where Django's own way could be misread."""
