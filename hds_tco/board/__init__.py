"""What a board reads: the story told once, then slides, a workbook, a document, a page."""
