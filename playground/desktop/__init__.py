"""At home on the desktop: the menu entry, the icons and the type of experiment files."""
