"""What is written for programs: feeds, sitemaps, share pictures and facts in a page's head."""
