"""Cell suppression: from a suppression problem to the cells that are not printed, with a verified proof.

Belongs here: the problem as data, primary rules, secondary suppression, and the attacks that suppression must withstand
(contributors, minimality). Does not: making the problem from tables (reports/disclosure/model).
"""
