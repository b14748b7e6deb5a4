"""What is answered before Django: the count and, with it, what every such answer must see to."""
