"""Why phones can't connect, and what else may go wrong in class: facts in, findings out.

`facts` says what can be known, `laptop` gathers what is known of the laptop itself, `findings` says
what it means, `room` what no program can see. Nothing here changes anything.
"""
