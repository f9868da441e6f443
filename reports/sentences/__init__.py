"""Sentences bound to numbers: every number, rank and direction is computed from published cells.

Belongs here: the claims (claims.yaml), their texts by language (messages.<language>.ftl), computed words and the
table of number formats. Does not: counting, deciding what may be published.
"""

from reports.sentences.claim_sentences import Said, Sentence, Unsaid, say
from reports.sentences.messages import MessageError, languages, message
from reports.sentences.numbers import in_words, listed, written

__all__ = ["MessageError", "Said", "Sentence", "Unsaid", "in_words", "languages", "listed", "message", "say", "written"]
