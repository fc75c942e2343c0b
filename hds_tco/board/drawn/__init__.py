"""What native charts share, on slides and in workbooks: stacks that draw what Office has no kind for, round axes."""
