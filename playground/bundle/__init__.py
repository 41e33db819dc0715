"""What `build.spec` and CI use to make the program for machines without Python.

The program itself imports nothing from here, and neither wheels nor bundles carry it.
"""
