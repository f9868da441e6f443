"""The conversation with other systems: moving bytes and rows.

Belongs here: the places under the home folder, where submissions come from, the vault, the register and warehouse, the
shelf. Knows the contract's shape (for tables) and no rule. Does not belong here: what a value means, what is counted.
"""
