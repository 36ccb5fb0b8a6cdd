"""What a document is: fields, taxonomies, synonyms, loaders that refuse mistakes."""
