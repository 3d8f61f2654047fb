"""Documents that the tests make themselves: one sample of each format, and the awkward ones."""
