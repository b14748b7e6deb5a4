"""The stories and pictures shown on an empty site; what they say is here, who loads them is not."""
