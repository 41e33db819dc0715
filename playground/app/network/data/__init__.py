"""The panel of data sets, own numbers and tables."""
