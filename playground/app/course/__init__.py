"""The course in the window: lessons page by page, with what is asked and what is answered."""
