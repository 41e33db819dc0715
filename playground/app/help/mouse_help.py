"""The grammar of hands: what mouse and keys do where they mean something of their own.

The keys of the menus stand in `actions`; the sheet of keys is made from both.
"""

from __future__ import annotations

HANDS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("On the surface", (
        ("Click or drag", "moves the start; the trails follow your hand"),
        ("Click a runner's marker", "selects that runner"),
        ("Click while “Basins” is on", "starts in the middle of that pixel, as its colour says"),
        ("Drag while the probe is on", "moves the probe with its slopes and its plane"),
        ("Wheel", "zooms about the pointer"),
        ("Drag with the middle or right button", "pans"),
        ("Double click", "shows the whole window again"),
        ("Hover", "reads the value under the pointer"),
    )),
    ("In the round", (
        ("Drag, Ctrl and arrows", "turns the landscape"),
        ("Shift and wheel, Shift and Page ↑, Page ↓", "draws heights higher or lower"),
        ("Wheel, drag with the middle or right button", "zooms, pans, as on the map"),
        ("Right click", "from above, as at first, save or copy a picture"),
    )),
    ("In the drawn network", (
        ("Click an edge, a bias or a node", "selects it everywhere"),
        ("Type a number", "replaces the selected value; Enter takes it, Escape does not"),
        ("Enter, F2 or double click", "opens the selected value to be typed over"),
        ("Drag an edge or a bias up and down", "changes its value; Shift: coarser, Ctrl: finer"),
        ("Tab, Shift+Tab", "selects the next or the previous weight"),
        ("Right click", "what can be done with it: set to 0, freeze"),
        ("Wheel, drag beside the network", "zooms, pans"),
    )),
    ("On the loss surface", (
        ("Click or drag", "brings the network to that point of the plane, the runner starts there"),
        ("Drag the runner's marker", "moves it along the plane; what lies beside it stays"),
        ("Click another runner's marker", "selects that runner"),
        ("Alt and arrows", "moves the network along the plane, without a mouse"),
        ("Right click", "start a runner there; save the numbers or a picture"),
    )),
    ("In charts and maps", (
        ("Click in a chart", "moves the cursor to that step"),
        ("Wheel, drag with the middle or right button", "zooms, pans; double click shows all"),
        ("Page ↑ and Page ↓, Ctrl and arrows", "zooms, pans, without a mouse"),
        ("Right click", "what can be done with it: zoom into a rectangle, save or copy a picture"),
        ("Click while “Edit points” is on", "adds a sample; drag moves, right click removes one"),
    )),
    ("In fields, sliders and lists", (
        ("Enter, Escape", "takes what was typed, or takes it back"),
        ("↑, ↓ and Page ↑, Page ↓", "one step, ten steps"),
        ("Double click on a setting's name", "sets its default"),
        ("F2, Delete, ↑, ↓ in the list of runners", "renames, removes, goes to the next"),
        ("Ctrl+C, Ctrl+V in a table of weights", "copies and pastes a block, as in a spreadsheet"),
        ("Comma and point in “Backprop by hand”", "one quantity back, one quantity on"),
        ("Ctrl+C in the panels with numbers", "copies what they show, with all digits"),
    )),
    ("Anywhere", (
        ("Tab", "goes to the next control, which then has its own keys: Space presses a button"),
        ("Alt and an underlined letter", "opens a menu"),
        ("Drop a file on the window", "opens it: an experiment, or a CSV table to learn from"),
    )),
)
"""Groups of (what the hand does, what happens)."""
