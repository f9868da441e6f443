"""Submissions written by tests: rows of forms, files of rows, deliveries of files.

``files`` is what all of them stand on. ``varied_year``: rows unlike each other, for runs of a year. ``uniform_year``:
rows alike but for what a test changes, for editions. ``single_rows``: one row a person, for form states and
corrections. ``mixed_victims``: victims drawn by seed. ``made_files``: cells as they are written, for the reader.
``faulty_workbooks``: known faults, for feedback. ``filled_template``: answers drawn by hypothesis, for the template.

Does not belong here: any claim, and homes (``tests.lib.homes``).
"""
