"""Where an edition's numbers come from: its pedigree, the records it was made from, the vintages of its cells.

Belongs here: what is kept, encrypted, about an edition. Does not: comparing editions (steps/editions).
"""
