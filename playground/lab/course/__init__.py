"""The course: lessons with questions whose answers are computed, marking, results. No Qt."""
