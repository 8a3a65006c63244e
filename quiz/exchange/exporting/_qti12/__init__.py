"""Questions in IMS QTI 1.2.1, as Canvas's classic importer and Common Cartridge take them.

One module for each group of questions (`choice`, `text_boxes`, `many_responses`); a class there
knows how it is presented, how it is processed, and what is said to its answers. Formats make these
classes of our items (both with `item_options` and `typed_answers`) and add what their own profile
wants. What the order of the conditions means to importers stands in `assessment`.
"""
