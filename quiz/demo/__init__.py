"""An invented class that shows every page full: who its students are, and what they did.

`names`, `answers`, `texts` and `timetable` decide who does what when, the same in every run;
`making` lets it happen through the functions that real students' work goes through.
"""
