"""QTI packages, shared by the versions of the format.

An item is written once, as a tree with the names of QTI 2.2; a `Dialect` writes that tree with the
names of its version. QTI can compute, so response processing gives our marks: it is made of the
operators that both versions know. What the elements and operators mean, and what may stand in them,
is from the 1EdTech specifications "QTI Assessment, Section and Item Information Model", 2.2 and
3.0.
"""
