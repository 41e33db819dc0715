"""What is said of a table that cannot be used."""

from __future__ import annotations


class TableError(ValueError):
    """A table that cannot be used; `line` and `column` count from 1, where there is a place."""

    def __init__(
        self, sentence: str, line: int | None = None, column: int | None = None, name: str = ""
    ) -> None:
        place = [] if line is None else [f"line {line}"]
        if column is not None:
            place.append(f"column {column}" + (f" ({name})" if name else ""))
        super().__init__(f"{', '.join(place)}: {sentence}" if place else sentence)
        self.sentence, self.line, self.column, self.name = sentence, line, column, name
