"""The base of all errors of this project, so that the command line catches one class.

Belongs here: ReviewError alone. Does not: any error with a meaning of its own; these are defined in the module that
raises them.
"""


class ReviewError(Exception):
    """An error of ours. Its message says what is wrong and what to do, and never holds a case value.

    An error may have a second, standard base (ValueError, RuntimeError) for callers that do not know this one.
    """
