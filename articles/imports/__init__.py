"""Stories come in from elsewhere, through the doors the desk itself uses."""
