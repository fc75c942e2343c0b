"""Charts that PowerPoint draws and edits itself, each with its figures inside."""
