"""The colours of the light and the dark theme, each under the name of what it is for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """The colours of one theme, each under the name of what it is for."""

    name: str
    window: str
    panel: str
    field: str      # where one types
    hover: str
    pressed: str
    selection: str  # behind selected rows and checked buttons, under `text`
    line: str       # separates, means nothing
    outline: str    # lines that carry meaning: borders of fields, axes (3:1)
    text: str
    quiet: str
    disabled: str
    accent: str
    on_accent: str
    error: str
    warning: str
    success: str
    halo: str       # around trails and markers
    past: float     # how strong the part of a trail is that was walked long ago
    contour: str    # contour lines over the surface, lighter than the map in its dark places
    zero: str       # the quiet middle of the diverging colours
    positive: str
    negative: str
    runners: tuple[str, ...]
    basins: tuple[str, ...]  # areas, told apart without the colours of runners

    @property
    def dark(self) -> bool:
        return self.name == "dark"
# Paul Tol's "muted" colours: nine that people with any colour vision tell apart.
BASINS = ("#88ccee", "#cc6677", "#ddcc77", "#44aa99", "#aa4499", "#999933", "#117733", "#882255",
          "#5a4fb0")
# Okabe and Ito's colours, in look.md's order. Where one has less than 3:1 against the panel, the
# theme has it darker (light theme, most of all orange, sky and yellow) or lighter (dark theme) in
# the same hue: the line in the chart and the swatch in the list must be seen without a halo.
LIGHT = Theme(
    name="light", window="#f6f7f9", panel="#ffffff", field="#ffffff", hover="#edf0f4",
    pressed="#dfe4ea", selection="#dbe7ff", line="#dfe3e8", outline="#848d9b", text="#1d2433",
    quiet="#5b6475", disabled="#9aa2ae", accent="#2563eb", on_accent="#ffffff", error="#c02626",
    warning="#9a5b00", success="#17733c", halo="#ffffff", contour="#ffffff", zero="#e4e8ed",
    positive="#0b6fb8", negative="#d27400", past=0.55,
    runners=("#0067a6", "#d55e00", "#008a62", "#c4649a", "#b98500", "#2e98c6", "#7f8c00",
             "#000000"),
    basins=BASINS,
)
DARK = Theme(
    name="dark", window="#14171c", panel="#1c2027", field="#14171c", hover="#272d37",
    pressed="#323a46", selection="#2a3d63", line="#2d333d", outline="#6b7585", text="#e6e9ef",
    quiet="#9aa4b2", disabled="#5f6876", accent="#6ea0ff", on_accent="#10131a", error="#ff8080",
    warning="#f0b040", success="#5fc88a", halo="#0b0d11", contour="#ffffff", zero="#2c323c",
    positive="#4aa8f0", negative="#f59a3c", past=0.85,
    runners=("#2b8fd0", "#e8701a", "#1fb489", "#d98cb8", "#e69f00", "#7cc8f5", "#f0e442",
             "#ffffff"),
    basins=BASINS,
)
