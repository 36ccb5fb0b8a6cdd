"""The fields of a collection as tantivy holds them."""

import tantivy

from indexer.engine import Part

NUMBERS = ("ord", "parent_ord", "published_on", "title_ord")


def schema_of(part: Part) -> tantivy.Schema:
    """The tantivy schema for the fields of a part."""
    builder = tantivy.SchemaBuilder()
    for name in part.texts:
        builder.add_text_field(name, tokenizer_name="tokens", index_option="position")
    for name in ("id", *part.keys):
        builder.add_text_field(
            name, tokenizer_name="raw", index_option="basic", fast=True
        )
    for name in NUMBERS:
        builder.add_integer_field(name, fast=True)
    for name in ("card", "rest"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


def with_tokens(index: tantivy.Index) -> tantivy.Index:
    """The index with the tokenizer of its text fields, which no folder keeps."""
    tokens = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("tokens", tokens)
    return index
