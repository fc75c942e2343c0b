"""What a hospital's page already draws at each place, and text and rules that are read on it."""
