"""Speed, as ratios measured in one run against a floor; run with `make bench`."""
