"""The base of all errors of this project, so that the command line catches one class.

Belongs here: ReviewError alone. Does not: any error with a meaning of its own; these stand beside the code that raises
them.
"""


class ReviewError(Exception):
    """An error of ours. Its message says what is wrong and what to do, and never holds a case value.

    Beside this base an error may have a standard one (ValueError, RuntimeError), for callers that know nothing of ours.
    """
