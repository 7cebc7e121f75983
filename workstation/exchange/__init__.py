"""What leaves the site in the formats of others."""
