"""The pages of the story, one function each: a message, a few points, a chart or a table, and what the speaker says."""
