"""What tests of several folders share: homes, submissions, intruders, marks.

Belongs here: builders, intruders, fixtures. Does not: any claim (a ``test_`` function), or code of one folder alone.
"""
