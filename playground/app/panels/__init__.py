"""The panels beside the picture, one file each; `step_*` and `probe_*` are parts of theirs."""
