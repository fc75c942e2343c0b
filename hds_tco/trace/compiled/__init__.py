"""Rows compiled to machine code: all that needs llvmlite (the extra ``fast``); without it NumPy runs them."""
