"""The audit from outside: what a reader of a folder on the shelf can compute, without warehouse, key or true numbers.

Belongs here: the printed tables and their specifications to a problem without a truth, the attack, what it shows. Does
not: protecting (joint), reading the folder (assets/steps/auditing.py). Everything here is known to everybody: the
program, the specifications, the code lists, and the printed numbers. What cannot be known from them is left free, so an
interval may be wider than an insider's, and what is found to be narrow is narrow.
"""
