"""What draws on axes: every plot is a pyqtgraph PlotItem with our numbers, colours and mouse."""
