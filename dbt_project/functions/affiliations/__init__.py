"""The sectors, organisation and country that a printed affiliation names.

A string goes through ``normalise`` (letters and words), ``matches`` (names of the dictionary in
it), ``decide`` (its sectors), and, if no rule decides, ``learned``. ``classify`` joins these steps.
"""
