"""Files of rows that are too many to hold: made, converted, opened, and looked through."""
