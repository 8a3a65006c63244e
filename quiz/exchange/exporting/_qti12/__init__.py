"""Questions in IMS QTI 1.2.1, as Canvas's classic importer and Common Cartridge take them.

One module for each group of questions (`choice`, `several`, `written`); a class there knows how it
is presented, how it is processed, and what is said to its answers. Formats make these classes of
our items (both with `ticked` and `typed`) and add what their own profile wants. What the order of
the conditions means to importers stands in `item`.
"""
